package dev.countersign.mcp.invocation;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The operator's list of hosts, over https only. A listed name that leads to a private, link-local or loopback address
 * is refused unless that address is listed too: who answers for the name must not choose a target inside our network.
 * The name is looked up here and once more when the connection is made; a proxy in front closes that last gap.
 */
public final class AllowList implements EgressRule {

    /** How names become addresses. */
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Set<String> hosts;
    private final Lookup lookup;

    /** @param hosts names or literal addresses, without port */
    public AllowList(Collection<String> hosts, Lookup lookup) {
        this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.lookup = lookup;
    }

    public AllowList(Collection<String> hosts) {
        this(hosts, InetAddress::getAllByName);
    }

    @Override
    public Optional<String> refusal(URI address) {
        String host = address.getHost() == null ? "" : bare(address.getHost().toLowerCase(Locale.ROOT));
        if (!"https".equalsIgnoreCase(address.getScheme())) {
            return Optional.of("Only https addresses are allowed here.");
        }
        if (!hosts.contains(host)) {
            return Optional.of("The host " + host + " is not on the operator's list.");
        }
        try {
            for (InetAddress target : lookup.addresses(host)) {
                if (isInside(target) && !hosts.contains(target.getHostAddress())) {
                    return Optional.of("The host " + host + " leads to an address inside the network.");
                }
            }
            return Optional.empty();
        } catch (UnknownHostException unknown) {
            return Optional.of("The host " + host + " is not known.");
        }
    }

    private static String bare(String host) {
        String open = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return open.endsWith(".") ? open.substring(0, open.length() - 1) : open;
    }

    private static boolean isInside(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = address instanceof Inet6Address && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        boolean thisNetwork = bytes.length == 4 && bytes[0] == 0;
        return uniqueLocal
                || shared
                || thisNetwork
                || address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }
}
