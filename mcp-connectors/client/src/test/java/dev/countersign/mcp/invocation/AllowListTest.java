package dev.countersign.mcp.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowListTest {
    private static final Map<String, String> NAMES = Map.of(
            "crm.example", "203.0.113.7",
            "inside.example", "10.0.0.7",
            "listed.example", "10.0.0.8",
            "metadata.example", "169.254.169.254",
            "six.example", "fd00::1",
            "shared.example", "100.64.0.1",
            "10.0.0.8", "10.0.0.8");

    private static final AllowList RULE = new AllowList(
            List.of(
                    "CRM.example",
                    "inside.example",
                    "listed.example",
                    "metadata.example",
                    "six.example",
                    "shared.example",
                    "gone.example",
                    "10.0.0.8"),
            AllowListTest::lookup);

    private static InetAddress[] lookup(String host) throws UnknownHostException {
        String literal = NAMES.get(host);
        if (literal == null) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.getByName(literal)};
    }

    @ParameterizedTest
    @CsvSource({
        "https://crm.example/mcp, true",
        "https://CRM.example./mcp, true",
        "https://crm.example:8443/mcp, true",
        "http://crm.example/mcp, false",
        "https://other.example/mcp, false",
        "https://crm.example.evil.example/, false",
        "https://inside.example/, false",
        "https://listed.example/, true",
        "https://10.0.0.8/, true",
        "https://10.0.0.9/, false",
        "https://metadata.example/, false",
        "https://six.example/, false",
        "https://shared.example/, false",
        "https://gone.example/, false"
    })
    void allowsOnlyWhatIsListed(String address, boolean allowed) {
        assertThat(RULE.refusal(URI.create(address)).isEmpty()).isEqualTo(allowed);
    }
}
