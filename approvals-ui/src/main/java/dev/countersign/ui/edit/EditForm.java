package dev.countersign.ui.edit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.page.FormDigest;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of an edit as a browser sends them, all of them perhaps missing. */
public final class EditForm {

    private final MultivaluedMap<String, String> sent;

    public EditForm(@Nullable MultivaluedMap<String, String> sent) {
        this.sent = sent == null ? new jakarta.ws.rs.core.MultivaluedHashMap<>() : sent;
    }

    /** Empty when there was none: then it is not the digest of any card. */
    public String digest() {
        String digest = sent.getFirst("digest");
        return FormDigest.of(digest);
    }

    /** What was typed, as it was typed. */
    public Map<String, @Nullable String> typed(EditSheet sheet) {
        var typed = new HashMap<String, @Nullable String>();
        sheet.fields().forEach(field -> typed.put(field.name(), raw(field)));
        return typed;
    }

    /** What cannot be read, by argument. */
    public Map<String, String> wrong(EditSheet sheet) {
        var wrong = new LinkedHashMap<String, String>();
        for (EditSheet.Field field : sheet.fields()) {
            if (FieldInput.of(field).read(raw(field)) instanceof FieldInput.Read.Wrong unread) {
                wrong.put(field.name(), unread.fix());
            }
        }
        return wrong;
    }

    /** The values, where all of them can be read. */
    public Map<String, Optional<JsonNode>> values(EditSheet sheet) {
        var values = new LinkedHashMap<String, Optional<JsonNode>>();
        for (EditSheet.Field field : sheet.fields()) {
            if (FieldInput.of(field).read(raw(field)) instanceof FieldInput.Read.Value read) {
                values.put(field.name(), read.value());
            }
        }
        return values;
    }

    private @Nullable String raw(EditSheet.Field field) {
        return sent.getFirst(EditView.PREFIX + field.name());
    }
}
