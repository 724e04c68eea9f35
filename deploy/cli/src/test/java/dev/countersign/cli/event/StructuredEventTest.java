package dev.countersign.cli.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class StructuredEventTest {

    @Test
    void headersBecomeMembersInAFixedOrder() {
        ConsumerRecord<String, byte[]> record = record("{\"by\":\"maya\"}");
        header(record, "ce_position", "4711");
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", "e1");
        header(record, "ce_type", "dev.countersign.approval.voted.v1");
        header(record, "ce_sequence", "34");
        header(record, "ce_chainhash", "later");
        header(record, "content-type", "application/json");
        header(record, "traceparent", "00-1-2-01");

        assertThat(StructuredEvent.of(record))
                .hasToString(
                        "{\"specversion\":\"1.0\",\"id\":\"e1\",\"type\":\"dev.countersign.approval.voted.v1\","
                                + "\"sequence\":\"34\",\"position\":\"4711\",\"chainhash\":\"later\","
                                + "\"datacontenttype\":\"application/json\",\"traceparent\":\"00-1-2-01\",\"data\":{\"by\":\"maya\"}}");
    }

    @Test
    void dataThatIsNoJsonIsShownAsText() {
        assertThat(StructuredEvent.of(record("not json")).path("data").asText()).isEqualTo("not json");
    }

    private static ConsumerRecord<String, byte[]> record(String value) {
        return new ConsumerRecord<>("topic", 0, 0, "run", value.getBytes(StandardCharsets.UTF_8));
    }

    private static void header(ConsumerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
