package dev.countersign.mcp.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.schema.Problem;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorTest {

    private static ObjectNode document() {
        return Documents.yaml("""
                kind: Connector
                id: crm
                version: 1
                transport: {http: {url: "https://crm.example/mcp"}}
                tools:
                  get: {effect: READ}
                  set: {effect: KEYED}
                """);
    }

    @Test
    void readsTheWorkedExample() throws Exception {
        Map<String, JsonNode> documents = Documents.example();

        Connector crm = Connector.parse(documents.get("crm"));
        Connector email = Connector.parse(documents.get("email"));

        assertThat(crm.tools()).hasSize(14);
        assertThat(email.tools()).hasSize(4);
        assertThat(crm.address(Environment.of(Map.of("COUNTERSIGN_SANDBOX_URL", "http://127.0.0.1:8481"))))
                .contains(URI.create("http://127.0.0.1:8481/crm/mcp"));
        assertThat(crm.address(Environment.of(Map.of()))).isEmpty();
        assertThat(crm.credential())
                .isEqualTo(new CredentialUse("env:COUNTERSIGN_SECRET_CRM", new CredentialUse.As.Header("X-Api-Key")));
        assertThat(email.credential())
                .isEqualTo(new CredentialUse("env:COUNTERSIGN_SECRET_EMAIL", new CredentialUse.As.Bearer()));
        assertThat(crm.document()).isEqualTo(documents.get("crm"));
    }

    @Test
    void readsEverythingOfATool() throws Exception {
        ToolBinding tool = Connector.parse(Documents.example().get("crm"))
                .tool("update_opportunity_stage")
                .orElseThrow();

        assertThat(tool.effect()).isEqualTo(Effect.KEYED);
        assertThat(tool.key()).isEqualTo(new Key(new Key.In.Meta(), Duration.ofHours(24)));
        assertThat(tool.dataClass()).isEqualTo("internal");
        assertThat(tool.refs())
                .containsEntry("account", new RefPath.InRecord(JsonPointer.compile("/account_id")))
                .containsEntry("opportunity", new RefPath.InArguments(JsonPointer.compile("/opportunity_id")));
        Context context = java.util.Objects.requireNonNull(tool.context());
        assertThat(context.at()).hasToString("/items/0");
        assertThat(context.fields())
                .extracting(Context.Field::name)
                .containsExactly("account_id", "name", "stage", "amount");
        assertThat(tool.hiddenArguments()).containsExactly(JsonPointer.compile("/if_version"));
        assertThat(tool.facts().get("last_activity_at").at()).hasToString("/last_at");
        assertThat(tool.undo()).isInstanceOf(Undo.Auto.class);
        assertThat(tool.editable()).containsExactly("stage");
        assertThat(tool.price().amount(Documents.json("{}"))).contains(BigDecimal.ZERO);
    }

    @Test
    void fillsInDefaults() throws Exception {
        ObjectNode document = document();
        document.withObject("/tools").putObject("bare");

        Connector connector = Connector.parse(document);

        ToolBinding bare = connector.tool("bare").orElseThrow();
        assertThat(connector.domain()).isEqualTo("crm");
        assertThat(connector.environment()).isEqualTo("production");
        assertThat(bare.effect()).isEqualTo(Effect.ONCE);
        assertThat(bare.undo()).isEqualTo(new Undo.Undeclared());
        assertThat(bare.key()).isNull();
        assertThat(connector.tool("set").orElseThrow().key()).isEqualTo(Key.DEFAULT);
    }

    @Test
    void readsTheRarerForms() {
        ToolBinding tool =
                Documents.connector("http://crm.example/mcp", """
                {get: {effect: READ}, pay: {effect: KEYED, key: {in: "argument:/request/id", horizon: PT1H}, price: "${arguments.max}",
                  undo: {manual: "Refund ${result.id}"}, clamp: {/limit: 50}, untrusted: true,
                  context: {tool: get, fields: [{name: stage, at: /deal/stage, argument: /new_stage}]},
                  probe: {tool: get, executed_when: {pointer: /owner, equals: "${arguments.owner}"}}}}
                """).tool("pay").orElseThrow();

        assertThat(tool.key())
                .isEqualTo(new Key(new Key.In.Argument(JsonPointer.compile("/request/id")), Duration.ofHours(1)));
        assertThat(tool.hiddenArguments()).containsExactly(JsonPointer.compile("/request/id"));
        assertThat(tool.price().amount(Documents.json("{\"arguments\":{\"max\":0.4}}")))
                .contains(new BigDecimal("0.4"));
        assertThat(tool.price().amount(Documents.json("{\"arguments\":{}}"))).isEmpty();
        assertThat(tool.undo()).isEqualTo(new Undo.Manual(Template.parse("Refund ${result.id}")));
        assertThat(tool.untrusted()).isTrue();
        ObjectNode arguments = (ObjectNode) Documents.json("{\"limit\": 51, \"x\": 99}");
        assertThat(tool.clamped(arguments)).isEqualTo(Documents.json("{\"limit\": 50, \"x\": 99}"));
        assertThat(arguments).isEqualTo(Documents.json("{\"limit\": 51, \"x\": 99}"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/kind|\"Workflow\"|/kind",
                "/colour|1|/colour",
                "/id|\"Crm\"|/id",
                "/id|\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"|/id",
                "/version|0|/version",
                "/version|1.5|/version",
                "/version|99999999999|/version",
                "/environment|\"test\"|/environment",
                "/transport|{}|/transport",
                "/transport/http/url|\"ftp://crm.example\"|/transport/http/url",
                "/transport/http/url|\"https://user@crm.example/\"|/transport/http/url",
                "/transport/http/url|\"${arguments.url}\"|/transport/http/url",
                "/transport/http/url|\"${env.HOME}\"|/transport/http/url",
                "/transport/http/url|\"https://x.example/${env.COUNTERSIGN_SECRET_CRM}\"|/transport/http/url",
                "/transport/http/url|\"${env.COUNTERSIGN_URL\"|/transport/http/url",
                "/credential|{\"ref\": \"env:HOME\"}|/credential/ref",
                "/credential|{\"ref\": \"plain\"}|/credential/ref",
                "/credential|{\"ref\": \"env:COUNTERSIGN_SECRET_X\", \"as\": \"cookie\"}|/credential/as",
                "/credential|{\"ref\": \"env:COUNTERSIGN_SECRET_X\", \"as\": \"header:Host\"}|/credential/as",
                "/tools/set/key|{\"in\": \"header:Authorization\"}|/tools/set/key/in",
                "/tools|{}|/tools",
                "/tools/set/effect|\"TWICE\"|/tools/set/effect",
                "/tools/set/efect|\"ONCE\"|/tools/set/efect",
                "/tools/get/key|{\"in\": \"meta\"}|/tools/get/key",
                "/tools/set/key|{\"in\": \"body\"}|/tools/set/key/in",
                "/tools/set/key|{\"horizon\": \"a day\"}|/tools/set/key/horizon",
                "/tools/set/key|{\"horizon\": \"PT0S\"}|/tools/set/key/horizon",
                "/tools/set/refs|{\"account\": \"account_id\"}|/tools/set/refs/account",
                "/tools/set/refs|{\"account\": \"record:domain:/x\"}|/tools/set/refs/account",
                "/tools/set/price|-1|/tools/set/price",
                "/tools/set/price|\"about ${arguments.x}\"|/tools/set/price",
                "/tools/set/price|\"${result.x}\"|/tools/set/price",
                "/tools/set/facts|{\"x\": {\"tool\": \"gone\"}}|/tools/set/facts/x/tool",
                "/tools/set/facts|{\"x\": {\"tool\": \"set\"}}|/tools/set/facts/x/tool",
                "/tools/set/facts|{\"x\": {\"tool\": \"get\", \"arguments\": {\"a\": [\"${result.b}\"]}}}|/tools/set/facts/x/arguments/a/0",
                "/tools/set/context|{\"tool\": \"set\"}|/tools/set/context/tool",
                "/tools/set/context|{\"tool\": \"get\", \"arguments\": {\"a\": \"${before.x}\"}}|/tools/set/context/arguments/a",
                "/tools/set/context|{\"tool\": \"get\", \"if_version\": \"/v\"}|/tools/set/context/version",
                "/tools/set/context|{\"tool\": \"get\", \"fields\": [\"a\", {\"name\": \"a\"}]}|/tools/set/context/fields/1",
                "/tools/set/context|{\"tool\": \"get\", \"at\": \"items\"}|/tools/set/context/at",
                "/tools/set/consequence|\"Set ${env.X}\"|/tools/set/consequence",
                "/tools/set/consequence|\"Set ${result.x}\"|/tools/set/consequence",
                "/tools/set/consequence|\"Set ${before.x\"|/tools/set/consequence",
                "/tools/set/undo|\"maybe\"|/tools/set/undo",
                "/tools/set/undo|{}|/tools/set/undo",
                "/tools/set/undo|{\"tool\": \"get\", \"manual\": \"x\"}|/tools/set/undo",
                "/tools/set/undo|{\"tool\": \"gone\", \"arguments\": {}}|/tools/set/undo/tool",
                "/tools/set/probe|{\"tool\": \"set\", \"executed_when\": {\"pointer\": \"/a\", \"equals\": 1}}|/tools/set/probe/tool",
                "/tools/set/probe|{\"tool\": \"get\"}|/tools/set/probe/executed_when",
                "/tools/set/clamp|{\"/limit\": 123456789012345678}|/tools/set/clamp/~1limit",
                "/tools/set/untrusted|\"yes\"|/tools/set/untrusted"
            })
    void refusesWithAPointerToIt(String pointer, String value, String wanted) {
        ObjectNode document = document();
        JsonPointer at = JsonPointer.compile(pointer);
        ((ObjectNode) document.at(at.head())).set(at.last().getMatchingProperty(), Documents.json(value));

        DocumentInvalid invalid = catchThrowableOfType(DocumentInvalid.class, () -> Connector.parse(document));

        assertThat(invalid.code()).isEqualTo(DocumentInvalid.Code.INVALID);
        assertThat(invalid.problems()).extracting(Problem::pointer).contains(wanted);
        assertThat(invalid.problems())
                .allSatisfy(problem -> assertThat(problem.fix()).matches("[A-Z].*\\."));
    }

    @Test
    void reportsEverythingAtOnce() {
        ObjectNode document = document();
        document.remove("id");
        document.put("version", "one");
        document.withObject("/tools/set").put("undo", "maybe").put("consequence", "${x.y}");

        DocumentInvalid invalid = catchThrowableOfType(DocumentInvalid.class, () -> Connector.parse(document));

        assertThat(invalid.problems())
                .extracting(Problem::pointer)
                .contains("/id", "/version", "/tools/set/undo", "/tools/set/consequence");
    }

    @Test
    void saysThatStdioIsNotBuiltYet() {
        ObjectNode document = document();
        document.set("transport", Documents.json("{\"stdio\": {\"command\": [\"server\"]}}"));

        DocumentInvalid invalid = catchThrowableOfType(DocumentInvalid.class, () -> Connector.parse(document));

        assertThat(invalid.code()).isEqualTo(DocumentInvalid.Code.NOT_YET);
        assertThat(invalid.problems()).extracting(Problem::pointer).isEqualTo(List.of("/transport/stdio"));
    }

    @Test
    void refusesWhatIsNoObject() {
        for (String text : List.of("[]", "null", "1", "\"Connector\"")) {
            assertThat(catchThrowableOfType(DocumentInvalid.class, () -> Connector.parse(Documents.json(text))))
                    .as(text)
                    .isNotNull();
        }
    }
}
