# Sourced by the launcher and by scripts below deploy: find_jdk prints the home of a JDK of 21 or newer, or fails.

java_major() { # prints the major version of the JDK in $1, nothing when there is no compiler
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p;q'
  fi
}

find_jdk() {
  candidates=${JAVA_HOME:-}
  if command -v javac >/dev/null 2>&1; then
    on_path=$(readlink -f "$(command -v javac)" 2>/dev/null || command -v javac)
    candidates="$candidates
$(dirname "$(dirname "$on_path")")"
  fi
  for folder in /usr/lib/jvm /usr/java /opt/java /opt/jdk "${HOME:-/root}/.sdkman/candidates/java" "${HOME:-/root}/.jdks" /Library/Java/JavaVirtualMachines; do
    [ -d "$folder" ] || continue
    for jdk in "$folder" "$folder"/* "$folder"/*/Contents/Home; do
      [ -d "$jdk" ] && candidates="$candidates
$jdk"
    done
  done
  best='' best_major=0
  old_ifs=$IFS
  IFS='
'
  for jdk in $candidates; do
    [ -n "$jdk" ] || continue
    major=$(java_major "$jdk") || continue
    [ -n "$major" ] || continue
    # The caller's own choice wins when it is new enough; otherwise the newest one does.
    if [ "$jdk" = "${JAVA_HOME:-}" ] && [ "$major" -ge 21 ]; then best=$jdk best_major=$major; break; fi
    if [ "$major" -ge 21 ] && [ "$major" -gt "$best_major" ]; then best=$jdk best_major=$major; fi
  done
  IFS=$old_ifs
  [ -n "$best" ] && printf '%s\n' "$best"
}
