package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.ReceivedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bodies that reached a fake, against those of {@code src/test/resources/sdk/<sdk>/<case>/<provider>.json}.
 * {@code -Dgolden=update} rewrites them.
 */
final class SentBodies {
    private static final Path FOLDER = Path.of("src/test/resources/sdk");
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Pattern CALL_ID = Pattern.compile("\\b(call_|toolu_|tooluse_)\\w{20,}");

    private SentBodies() {}

    /** Compares all that reached the fake since it was last made to forget. */
    static void assertAsRecorded(FakeProvider fake, String sdk, String name) {
        assertAsRecorded(fake.provider(), fake.received(), sdk, name);
    }

    /** Compares some of the calls that reached a provider. */
    static void assertAsRecorded(String provider, List<ReceivedCall> calls, String sdk, String name) {
        Path golden = FOLDER.resolve(sdk).resolve(name).resolve(provider + ".json");
        String sent = sent(calls);
        try {
            if ("update".equals(System.getProperty("golden"))) {
                Files.createDirectories(golden.getParent());
                Files.writeString(golden, sent + "\n");
            }
            assertThat(JSON.readTree(sent)).as(golden.toString()).isEqualTo(JSON.readTree(Files.readString(golden)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sent(List<ReceivedCall> calls) {
        ArrayNode bodies = JSON.createArrayNode();
        calls.forEach(call -> bodies.add(call.json()));
        try {
            return withStableIds(JSON.writeValueAsString(bodies));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ids of calls are the fakes' own random ones: they become {@code call_1}, {@code call_2} in order of appearance. */
    private static String withStableIds(String text) {
        Map<String, String> names = new LinkedHashMap<>();
        Matcher ids = CALL_ID.matcher(text);
        return ids.replaceAll(id -> names.computeIfAbsent(id.group(), unseen -> id.group(1) + (names.size() + 1)));
    }
}
