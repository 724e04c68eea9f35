package dev.countersign.policy.opa;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Holds up whoever writes it out, which happens while a question is under way. */
final class SlowInput extends ObjectNode {
    private static final long serialVersionUID = 1L;
    private final transient CountDownLatch inside;
    private final transient CountDownLatch release;

    SlowInput(ObjectNode content, CountDownLatch inside, CountDownLatch release) {
        super(JsonNodeFactory.instance);
        setAll(content);
        this.inside = inside;
        this.release = release;
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        holdUp();
        super.serialize(generator, provider);
    }

    @Override
    public String toString() {
        holdUp();
        return super.toString();
    }

    private void holdUp() {
        inside.countDown();
        try {
            release.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
