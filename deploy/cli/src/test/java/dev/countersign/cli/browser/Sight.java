package dev.countersign.cli.browser;

import com.microsoft.playwright.Page;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One state of one page.
 *
 * @param name also the name of its picture
 * @param person who sees it; null is nobody
 * @param path where it is; what has to happen before happens when it is asked for
 * @param then what is done on the page until it is in that state
 * @param after leaves everything as it was
 */
record Sight(String name, @Nullable String person, Supplier<String> path, Consumer<Page> then, Consumer<Page> after) {

    Sight(String name, @Nullable String person, String path) {
        this(name, person, () -> path, page -> {}, page -> {});
    }

    Sight(String name, @Nullable String person, String path, Consumer<Page> then) {
        this(name, person, () -> path, then, page -> {});
    }
}
