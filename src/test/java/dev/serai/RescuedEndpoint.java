package dev.serai;

import static dev.serai.RescuedText.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.Reply;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The endpoints beside that of chats whose streams can be gone on with: how each is asked, and how its client knows the whole. */
enum RescuedEndpoint {
    MESSAGES("/v1/messages", ",\"messages\":[{\"role\":\"user\",\"content\":\"Say it.\"}],\"max_tokens\":100") {
        @Override
        String text(HttpResponse<String> answer) {
            return joined(answer, "/delta/text");
        }

        @Override
        void assertWhole(HttpResponse<String> answer) {
            List<JsonNode> events = events(answer);
            assertThat(text(answer)).as(answer.body()).isEqualTo(WHOLE);
            assertThat(types(events)).containsOnlyOnce("message_start", "message_delta", "message_stop");
            assertThat(types(events).get(events.size() - 1)).isEqualTo("message_stop");
            assertThat(types(events)).containsOnlyOnce("content_block_start", "content_block_stop");
            assertThat(events.stream().filter(event -> event.has("index")).map(event -> event.get("index")
                            .asInt()))
                    .containsOnly(0);
            assertInOrder(answer);
        }

        /** One block after the other, each begun and ended, but for the last of an answer that broke. */
        @Override
        void assertInOrder(HttpResponse<String> answer) {
            int open = -1;
            int next = 0;
            for (JsonNode event : events(answer)) {
                switch (event.path("type").asText()) {
                    case "content_block_start" -> {
                        assertThat(open).isEqualTo(-1);
                        open = event.path("index").asInt();
                        assertThat(open).isEqualTo(next++);
                    }
                    case "content_block_delta" ->
                        assertThat(event.path("index").asInt()).isEqualTo(open);
                    case "content_block_stop" -> {
                        assertThat(event.path("index").asInt()).isEqualTo(open);
                        open = -1;
                    }
                    case "message_delta" -> assertThat(open).isEqualTo(-1);
                    default -> {
                        // Begins, ends, or says nothing.
                    }
                }
            }
        }

        @Override
        long outputTokens(HttpResponse<String> answer) {
            return last(answer, "message_delta").at("/usage/output_tokens").asLong();
        }

        @Override
        Reply stream(ProviderFakes fakes, String dialect, String... texts) {
            return chat(fakes, dialect, texts);
        }
    },

    RESPONSES("/v1/responses", ",\"input\":\"Say it.\",\"max_output_tokens\":100") {
        @Override
        String text(HttpResponse<String> answer) {
            return events(answer).stream()
                    .filter(event -> event.path("type").asText().equals("response.output_text.delta"))
                    .map(event -> event.path("delta").asText())
                    .reduce("", String::concat);
        }

        @Override
        void assertWhole(HttpResponse<String> answer) {
            List<JsonNode> events = events(answer);
            assertThat(text(answer)).as(answer.body()).isEqualTo(WHOLE);
            assertThat(types(events))
                    .containsOnlyOnce(
                            "response.created",
                            "response.output_item.added",
                            "response.content_part.added",
                            "response.output_text.done",
                            "response.content_part.done",
                            "response.output_item.done",
                            "response.completed");
            assertThat(types(events).get(events.size() - 1)).isEqualTo("response.completed");
            assertThat(last(answer, "response.output_text.done").path("text").asText())
                    .isEqualTo(WHOLE);
            JsonNode response = last(answer, "response.completed").path("response");
            assertThat(response.path("status").asText()).isEqualTo("completed");
            assertThat(response.path("output")).hasSize(1);
            assertThat(response.at("/output/0"))
                    .isEqualTo(last(answer, "response.output_item.done").path("item"));
            assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo(WHOLE);
            assertThat(response.at("/output/0/status").asText()).isEqualTo("completed");
            assertThat(response.path("id")).isEqualTo(events.get(0).at("/response/id"));
            assertThat(events.stream()
                            .filter(event -> event.has("item_id"))
                            .map(event -> event.get("item_id"))
                            .distinct())
                    .containsExactly(response.at("/output/0/id"));
            assertInOrder(answer);
        }

        /** Numbered without a gap. */
        @Override
        void assertInOrder(HttpResponse<String> answer) {
            List<JsonNode> events = events(answer);
            assertThat(events.stream()
                            .map(event -> event.path("sequence_number").asInt(-1)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, events.size()).boxed().toList());
        }

        @Override
        long outputTokens(HttpResponse<String> answer) {
            return last(answer, "response.completed")
                    .at("/response/usage/output_tokens")
                    .asLong();
        }

        @Override
        Reply stream(ProviderFakes fakes, String dialect, String... texts) {
            return dialect.equals("openai") ? fakes.openai.responseStream(texts) : chat(fakes, dialect, texts);
        }
    },

    COMPLETIONS(
            "/v1/completions",
            ",\"prompt\":\"Say it.\",\"max_tokens\":100,\"stream_options\":{\"include_usage\":true}") {
        @Override
        String text(HttpResponse<String> answer) {
            return joined(answer, "/choices/0/text");
        }

        @Override
        void assertWhole(HttpResponse<String> answer) {
            List<JsonNode> events = events(answer);
            assertThat(text(answer)).as(answer.body()).isEqualTo(WHOLE);
            assertThat(events.stream()
                            .map(event -> event.at("/choices/0/finish_reason").asText("null"))
                            .filter(reason -> !reason.equals("null")))
                    .containsExactly("stop");
            assertThat(answer.body()).endsWith("data: [DONE]\n\n").containsOnlyOnce("[DONE]");
            assertInOrder(answer);
        }

        /** All of one answer. */
        @Override
        void assertInOrder(HttpResponse<String> answer) {
            List<JsonNode> chunks =
                    events(answer).stream().filter(event -> !event.has("error")).toList();
            for (String name : List.of("id", "object", "created", "model")) {
                assertThat(chunks.stream().map(chunk -> chunk.path(name)).distinct())
                        .hasSize(1);
            }
            assertThat(chunks.get(0).path("object").asText()).isEqualTo("text_completion");
        }

        @Override
        long outputTokens(HttpResponse<String> answer) {
            List<JsonNode> events = events(answer);
            return events.get(events.size() - 1).at("/usage/completion_tokens").asLong();
        }

        @Override
        Reply stream(ProviderFakes fakes, String dialect, String... texts) {
            return dialect.equals("watsonx") ? generated(texts) : chat(fakes, dialect, texts);
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();
    private final String path;
    private final String asked;

    RescuedEndpoint(String path, String asked) {
        this.path = path;
        this.asked = asked;
    }

    String path() {
        return path;
    }

    String body(String model, String more) {
        return "{\"model\":\"" + model + "\",\"stream\":true" + asked + more + "}";
    }

    /** What a provider of this dialect streams when it is asked by this endpoint first. */
    abstract Reply stream(ProviderFakes fakes, String dialect, String... texts);

    abstract String text(HttpResponse<String> answer);

    /** Every character once, in one answer that begins and ends as it should. */
    abstract void assertWhole(HttpResponse<String> answer);

    /** Of what is there, nothing is missing between, or out of its place. */
    abstract void assertInOrder(HttpResponse<String> answer);

    /** As the client was told last. */
    abstract long outputTokens(HttpResponse<String> answer);

    static Reply chat(ProviderFakes fakes, String dialect, String... texts) {
        return dialect.equals("oci-cohere") ? fakes.oracle.cohereStream(texts) : fakes.speaking(dialect).stream(texts);
    }

    /** The same in pieces of so many characters. */
    static Reply chat(ProviderFakes fakes, String dialect, String text, int size) {
        return chat(fakes, dialect, text.isEmpty() ? new String[0] : text.split("(?s)(?<=\\G.{" + size + "})"));
    }

    private static Reply generated(String... texts) {
        List<Reply.Frame> frames = new ArrayList<>();
        for (String text : texts) {
            frames.add(Reply.Frame.content("event: message\ndata: {\"model_id\":\"m\",\"results\":[{\"generated_text\":"
                    + JSON.valueToTree(text)
                    + ",\"generated_token_count\":1,\"input_token_count\":2,\"stop_reason\":\"not_finished\"}]}\n\n"));
        }
        frames.add(Reply.Frame.of("event: message\ndata: {\"model_id\":\"m\",\"results\":[{\"generated_text\":\"\","
                + "\"generated_token_count\":8,\"input_token_count\":2,\"stop_reason\":\"eos_token\"}]}\n\n"));
        return Reply.stream("text/event-stream", frames);
    }

    static List<JsonNode> events(HttpResponse<String> answer) {
        List<JsonNode> events = new ArrayList<>();
        for (String block : answer.body().split("\n\n")) {
            int data = block.indexOf("data: ");
            if (data >= 0 && !block.endsWith("[DONE]")) {
                events.add(read(block.substring(data + "data: ".length())));
            }
        }
        assertThat(events).as(answer.body()).isNotEmpty();
        return events;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON in an event: " + json, e);
        }
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    private static String joined(HttpResponse<String> answer, String pointer) {
        StringBuilder text = new StringBuilder();
        events(answer).forEach(event -> text.append(event.at(pointer).asText("")));
        return text.toString();
    }

    private static JsonNode last(HttpResponse<String> answer, String type) {
        List<JsonNode> all = events(answer).stream()
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
        assertThat(all).as(answer.body()).isNotEmpty();
        return all.get(all.size() - 1);
    }
}
