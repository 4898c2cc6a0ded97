package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A text that its provider breaks off, how others go on with it, and how a client can tell that it got the whole. */
final class RescuedText {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String[] TEXT = {"The ", "quick ", "br", "own fox ", "jumps\n\n", "over ", "the lazy ", "dog."};
    static final String WHOLE = String.join("", TEXT);

    /** How a model goes on that was shown a part of an answer. */
    enum Manner {
        EXACTLY {
            @Override
            String rest(String said) {
                return WHOLE.substring(said.length());
            }
        },
        FROM_THE_LAST_WORDS {
            @Override
            String rest(String said) {
                String words = said.stripTrailing();
                int space = words.lastIndexOf(' ', words.lastIndexOf(' ') - 1);
                return WHOLE.substring(space + 1);
            }
        },
        FROM_THE_BEGINNING_AFTER_A_LINE_BREAK {
            @Override
            String rest(String said) {
                return "\n" + WHOLE;
            }
        },
        WITH_THE_SPACE_AGAIN {
            @Override
            String rest(String said) {
                return WHOLE.substring(said.stripTrailing().length());
            }
        };

        abstract String rest(String said);
    }

    static Reply broken(FakeProvider fake, int told, Reply.Ending ending) {
        return fake.stream(TEXT).cutAfterContents(told, ending);
    }

    /** In pieces that have nothing to do with words. */
    static Reply pieces(FakeProvider fake, String rest) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < rest.length(); from += 3) {
            pieces.add(rest.substring(from, Math.min(rest.length(), from + 3)));
        }
        return fake.stream(pieces.toArray(String[]::new));
    }

    static String said(int told) {
        return String.join("", Arrays.copyOf(TEXT, told));
    }

    static String body(String model, boolean stream, String more) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Say it.\"}]" + more + "}";
    }

    /** One id, one role, one finish, one end, and every character once. */
    static void assertWhole(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> events = events(answer);
        assertThat(text(events)).as(answer.body()).isEqualTo(WHOLE);
        assertThat(events.stream().map(event -> event.path("id").asText()).distinct())
                .hasSize(1);
        assertThat(events.stream().map(event -> event.path("created").asText()).distinct())
                .hasSize(1);
        assertThat(events.stream().map(event -> event.path("model").asText()).distinct())
                .hasSize(1);
        assertThat(events.stream().filter(event -> event.at("/choices/0/delta").has("role")))
                .hasSize(1);
        assertThat(events.stream()
                        .map(event -> event.at("/choices/0/finish_reason").asText("null"))
                        .filter(reason -> !reason.equals("null") && !reason.isEmpty()))
                .containsExactly("stop");
        assertThat(answer.body())
                .endsWith("data: [DONE]\n\n")
                .containsOnlyOnce("[DONE]")
                .doesNotContain("\"error\"");
    }

    static String text(List<JsonNode> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.at("/choices/0/delta/content").asText("")));
        return text.toString();
    }

    static List<JsonNode> events(HttpResponse<String> answer) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String block : answer.body().split("\n\n")) {
            if (!block.startsWith(":") && !block.equals("data: [DONE]")) {
                assertThat(block).startsWith("data: ").doesNotContain("\n");
                events.add(JSON.readTree(block.substring("data: ".length())));
            }
        }
        return events;
    }

    private RescuedText() {}
}
