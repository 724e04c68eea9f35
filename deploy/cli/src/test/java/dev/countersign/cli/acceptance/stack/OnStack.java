package dev.countersign.cli.acceptance.stack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of the class take a {@link TestStack} as a parameter. After each of them that passed, the invariants are
 * checked on it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StackExtension.class)
public @interface OnStack {
    /** Classes that name the same shared stack get the same one; it ends with the last test of all. */
    String value();

    /** False for tests that break things: theirs ends with the class. */
    boolean shared() default false;

    /** Flags of {@code up}. */
    String[] flags() default {};

    /** Environment of {@code up}, each {@code NAME=value}. */
    String[] environment() default {};
}
