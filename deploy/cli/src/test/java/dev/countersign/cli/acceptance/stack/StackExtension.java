package dev.countersign.cli.acceptance.stack;

import dev.countersign.cli.acceptance.evidence.Invariants;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the stack that a class asks for when its first test needs it, and checks the invariants after each test. */
final class StackExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace STACKS = Namespace.create(StackExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        OnStack wanted = wanted(context);
        return store(context, wanted)
                .computeIfAbsent(
                        wanted.value(),
                        name -> TestStack.up(name, environment(wanted), List.of(wanted.flags())),
                        TestStack.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        OnStack wanted = wanted(context);
        TestStack stack = store(context, wanted).get(wanted.value(), TestStack.class);
        if (stack != null && context.getExecutionException().isEmpty()) {
            Invariants.check(stack.database(), stack.topic(), stack.sandbox());
        }
    }

    private static OnStack wanted(ExtensionContext context) {
        return context.getRequiredTestClass().getAnnotation(OnStack.class);
    }

    private static ExtensionContext.Store store(ExtensionContext context, OnStack wanted) {
        if (wanted.shared()) {
            return context.getRoot().getStore(STACKS);
        }
        return context.getParent().orElseThrow().getStore(STACKS);
    }

    private static Map<String, String> environment(OnStack wanted) {
        return Stream.of(wanted.environment())
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
