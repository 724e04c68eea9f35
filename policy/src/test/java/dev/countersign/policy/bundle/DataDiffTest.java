package dev.countersign.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.document.Documents;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataDiffTest {

    private static JsonNode data(String json) {
        return Documents.read(json, 1 << 16).getFirst();
    }

    private static List<String> between(String before, String after) {
        return DataDiff.between(data(before), data(after)).stream()
                .map(entry -> entry.section() + " " + entry.id() + " " + (entry.before() == null ? "new" : "")
                        + (entry.after() == null ? "gone" : "") + (changed(entry) ? "changed" : ""))
                .toList();
    }

    private static boolean changed(DataDiff.Entry entry) {
        return entry.before() != null && entry.after() != null;
    }

    @Test
    void sameMeaningInAnotherOrderIsNoDifference() {
        assertThat(between("""
                        {"tools": {"a.b": {"mode": "deny", "title": "x"}, "a.c": {"mode": "permit"}},
                         "guards": [{"id": "one", "tools": ["a.b"]}, {"id": "two", "tools": ["a.b"]}]}""", """
                        {"guards": [{"tools": ["a.b"], "id": "two"}, {"id": "one", "tools": ["a.b"]}],
                         "tools": {"a.c": {"mode": "permit"}, "a.b": {"title": "x", "mode": "deny"}}}""")).isEmpty();
    }

    @Test
    void everySectionIsCompared() {
        assertThat(between("""
                        {"tools": {"a.b": {"mode": "deny"}}, "lists": {"x": ["1"]}, "limits": [{"id": "l", "max": 1}],
                         "guards": [{"id": "g"}], "dedupe": [{"id": "d"}], "results": [{"tools": ["a.b"], "mask": ["m"]}]}""", """
                        {"tools": {"a.c": {"mode": "deny"}}, "lists": {"x": ["2"]}, "limits": [{"id": "l", "max": 2}],
                         "guards": [], "dedupe": [{"id": "d"}, {"id": "e"}], "results": [{"tools": ["a.b"], "mask": []}]}"""))
                .containsExactly(
                        "tools a.b gone",
                        "tools a.c new",
                        "lists x changed",
                        "limits l changed",
                        "guards g gone",
                        "dedupe e new",
                        "results a.b changed");
    }

    @Test
    void entryShowsWhatItWasAndWhatItIs() {
        // When
        DataDiff.Entry entry = DataDiff.between(
                        data("{\"limits\": [{\"id\": \"l\", \"max\": 1}]}"),
                        data("{\"limits\": [{\"id\": \"l\", \"max\": 2}]}"))
                .getFirst();
        // Then
        assertThat(entry.before()).isEqualTo(data("{\"id\": \"l\", \"max\": 1}"));
        assertThat(entry.after()).isEqualTo(data("{\"id\": \"l\", \"max\": 2}"));
    }

    @Test
    void resultsAreKnownByWhatTheyName() {
        assertThat(between("{\"results\": [{\"tools\": [\"a.b\"], \"mask\": [\"m\"]}]}", """
                        {"results": [{"tools": ["a.b"], "mask": ["m"]}, {"tools": ["a.b", "a.c"], "roles": ["lead"],
                          "workflows": ["w"], "mask": []}, {"tools": ["a.b"], "mask": ["n"]}]}"""))
                .containsExactly("results a.b, a.c for lead in w new", "results a.b #2 new");
    }
}
