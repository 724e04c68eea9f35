package dev.countersign.mcp.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;

/** What one call costs at most. */
public sealed interface Price {
    Price FREE = new Fixed(BigDecimal.ZERO);

    /**
     * Empty when the template finds no number, or one below zero, which would give a budget back: then nobody knows, and
     * policy must not take it for zero.
     */
    Optional<BigDecimal> amount(JsonNode root);

    record Fixed(BigDecimal amount) implements Price {
        @Override
        public Optional<BigDecimal> amount(JsonNode root) {
            return Optional.of(amount);
        }
    }

    record Templated(Template template) implements Price {
        @Override
        public Optional<BigDecimal> amount(JsonNode root) {
            return template.resolve(root)
                    .filter(JsonNode::isNumber)
                    .map(JsonNode::decimalValue)
                    .filter(amount -> amount.signum() >= 0);
        }
    }
}
