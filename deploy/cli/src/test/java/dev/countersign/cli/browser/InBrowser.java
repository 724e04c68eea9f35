package dev.countersign.cli.browser;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests in a real browser against the one real stack; the windows of a test close with it. */
@ExtendWith(RealStackResolver.class)
abstract class InBrowser {
    static RealStack stack;
    /** One for all tests of a run, because starting it takes longer than many of them. */
    static Chromium chromium;

    Windows windows;

    @BeforeAll
    static void startBrowser(RealStack shared) {
        stack = shared;
        if (chromium == null) {
            chromium = Chromium.start();
            Runtime.getRuntime().addShutdownHook(new Thread(chromium::close));
        }
    }

    @BeforeEach
    void openWindows() {
        windows = new Windows(chromium.browser(), stack);
    }

    @AfterEach
    void closeWindows() {
        windows.close();
    }
}
