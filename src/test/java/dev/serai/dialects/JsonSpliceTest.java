package dev.serai.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatRequest.FieldRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every combination of edits over objects with odd spaces, held against the same edits of a tree. */
class JsonSpliceTest {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private enum Change {
        KEEP,
        REPLACE,
        RENAME,
        REMOVE
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " { } ",
                "\n{\n}\n",
                "{\"a\":1}",
                "{ \"a\" : 1 }",
                "{\"a\":1,\"b\":[],\"c\":{}}",
                "\t{\r\n\t\"a\"\t:\r\n1.10\t,\n \"b\" : \"x,}\\\"{\" ,\"c\":null\n}\n",
                "{\"a\":{\"a\":[1,{\"b\":2}]} , \"b\":-0.0e-5,\"c\":true,\"d\":\"\\u00e9 😀\"}",
                "{\"\":\"\",\"é\":[[]],\"\\u0063\":1e5,\"d\":false , \"e\" :\"\\\\\"}",
            })
    void everyCombinationOfEdits(String json) throws JsonProcessingException {
        byte[] bytes = json.getBytes(UTF_8);
        ObjectNode tree = (ObjectNode) STRICT.readTree(json);
        int combinations = (int) Math.pow(Change.values().length, tree.size());
        for (int combination = 0; combination < combinations; combination++) {
            for (int appended = 0; appended <= 2; appended++) {
                List<Change> changes = changes(combination, tree.size());
                byte[] spliced = spliced(bytes, changes, appended);
                String result = new String(spliced, UTF_8);
                JsonNode read = STRICT.readTree(result);
                assertThat(read).as("%s %s %s", json, changes, appended).isEqualTo(edited(tree, changes, appended));
                assertThat(read.fieldNames())
                        .toIterable()
                        .containsExactlyElementsOf(names(edited(tree, changes, appended)));
            }
        }
    }

    @Test
    void whatIsNotTouchedKeepsItsBytes() {
        JsonFields fields = JsonFields.of(" {\"a\" : 1.10,\n\"b\":\"\\u00e9\" , \"c\":1e5 } ".getBytes(UTF_8));
        byte[] result = fields.splice()
                .remove(range(fields, "b"))
                .append("d", "[]".getBytes(UTF_8))
                .apply();
        assertThat(new String(result, UTF_8)).isEqualTo(" {\"a\" : 1.10 , \"c\":1e5,\"d\":[] } ");
    }

    @Test
    void nothingToChangeIsTheSameArray() {
        byte[] bytes = "{\"a\":1}".getBytes(UTF_8);
        JsonFields fields = JsonFields.of(bytes);
        assertThat(fields.splice().apply()).isSameAs(bytes);
        assertThat(fields.splice().replace(range(fields, "a"), new byte[] {'1'}).apply())
                .isSameAs(bytes);
    }

    private static List<Change> changes(int combination, int size) {
        List<Change> changes = new ArrayList<>();
        int rest = combination;
        for (int i = 0; i < size; i++) {
            changes.add(Change.values()[rest % Change.values().length]);
            rest /= Change.values().length;
        }
        return changes;
    }

    private static byte[] spliced(byte[] bytes, List<Change> changes, int appended) {
        JsonFields fields = JsonFields.of(bytes);
        Map<String, FieldRange> ranges = new LinkedHashMap<>();
        names(ProviderJson.object(bytes)).forEach(name -> ranges.put(name, range(fields, name)));
        JsonSplice splice = new JsonSplice(bytes, ranges.values());
        int i = 0;
        for (Map.Entry<String, FieldRange> field : ranges.entrySet()) {
            switch (changes.get(i++)) {
                case REPLACE -> splice.replace(field.getValue(), JsonSplice.string("new\n"));
                case RENAME -> splice.rename(field.getValue(), field.getKey() + "\"new");
                case REMOVE -> splice.remove(field.getValue());
                case KEEP -> {}
            }
        }
        for (int n = 0; n < appended; n++) {
            splice.append("appended" + n, new byte[] {'[', ']'});
        }
        return splice.apply();
    }

    private static ObjectNode edited(ObjectNode tree, List<Change> changes, int appended) {
        ObjectNode edited = JsonNodeFactory.instance.objectNode();
        int i = 0;
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            switch (changes.get(i++)) {
                case REPLACE -> edited.put(field.getKey(), "new\n");
                case RENAME -> edited.set(field.getKey() + "\"new", field.getValue());
                case REMOVE -> {}
                case KEEP -> edited.set(field.getKey(), field.getValue());
            }
        }
        for (int n = 0; n < appended; n++) {
            edited.putArray("appended" + n);
        }
        return edited;
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            names.add(each.next());
        }
        return names;
    }

    private static FieldRange range(JsonFields fields, String name) {
        FieldRange range = fields.get(name);
        assertThat(range).as(name).isNotNull();
        return range;
    }
}
