package dev.countersign.ui.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InertTextTest {

    @Test
    void writesOutWhatAReaderCannotSee() {
        InertText text = InertText.line("pay\u202Eeert\u200B\u0007\uDB40\uDC41", 100);

        assertThat(text.value()).isEqualTo("pay[U+202E]eert[U+200B][U+0007][U+E0041]");
        assertThat(text.marked()).isEqualTo(4);
    }

    @Test
    void keepsLettersOfAllScriptsAndEmoji() {
        String words = "Łódź, 東京, می\u200Cخواهم, 👩\u200D🚀";

        assertThat(InertText.line(words, 100).value()).isEqualTo(words);
    }

    @Test
    void keepsLineBreaksInABlockAndShowsThemOnALine() {
        assertThat(InertText.block("a\r\nb\u2028c\td", 100).value()).isEqualTo("a\nb\nc\td");
        assertThat(InertText.line("a\nb", 100).value()).isEqualTo("a ↵ b");
    }

    @Test
    void countsWhatItCutsAndNeverSplitsACharacter() {
        InertText text = InertText.line("ab😀cd", 3);

        assertThat(text.value()).isEqualTo("ab");
        assertThat(text.cut()).isEqualTo(4);
    }

    @Test
    void marksALoneSurrogate() {
        assertThat(InertText.line("a\uD800b", 10).value()).isEqualTo("a[U+D800]b");
    }
}
