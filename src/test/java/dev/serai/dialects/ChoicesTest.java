package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers of several choices, whole and in chunks: what each provider that has them relies on. */
class ChoicesTest {
    private static final AnswerContext CONTEXT =
            new AnswerContext("model", 1_700_000_000, true, false, ToolNames.NONE, null, false, false, false, 0);

    private final List<JsonNode> chunks = new ArrayList<>();

    @Test
    void choicesStandInTheOrderOfTheirIndexes() {
        AnswerBuilder answer = new AnswerBuilder("chatcmpl-1", CONTEXT);
        AnswerParts second = new AnswerParts(CONTEXT, answer.choice(1));
        AnswerParts first = new AnswerParts(CONTEXT, answer.choice(0));
        second.text("two");
        first.text("one");
        second.finish(FinishReason.LENGTH);
        first.finish(FinishReason.STOP);
        ChatAnswer built = answer.build(Usage.UNREPORTED);
        JsonNode choices = ProviderJson.object(built.body()).path("choices");
        assertThat(choices).hasSize(2);
        assertThat(choices.at("/0/index").asInt()).isZero();
        assertThat(choices.at("/0/message/content").asText()).isEqualTo("one");
        assertThat(choices.at("/1/index").asInt()).isEqualTo(1);
        assertThat(choices.at("/1/finish_reason").asText()).isEqualTo("length");
        assertThat(built.finishReason()).isEqualTo("stop");
    }

    @Test
    void eachChoiceOfAStreamNamesTheRoleOnceAndCountsItsOwnTools() {
        ChunkedAnswer answer =
                new ChunkedAnswer(CONTEXT, "chatcmpl-1").into(json -> chunks.add(ProviderJson.object(json)));
        answer.begin(null);
        AnswerParts first = new AnswerParts(CONTEXT, answer.choice(0));
        AnswerParts second = new AnswerParts(CONTEXT, answer.choice(1));
        second.tool("call_a", "f", null).end();
        first.tool("call_b", "f", null).end();
        second.tool("call_c", "g", null).end();
        first.finish(FinishReason.STOP);
        second.finish(FinishReason.STOP);
        for (int index = 0; index < 2; index++) {
            int choice = index;
            List<JsonNode> ofChoice = chunks.stream()
                    .map(chunk -> chunk.at("/choices/0"))
                    .filter(node -> node.path("index").asInt() == choice)
                    .toList();
            assertThat(ofChoice.get(0).at("/delta/role").asText()).isEqualTo("assistant");
            assertThat(ofChoice.stream().filter(node -> node.at("/delta").has("role")))
                    .hasSize(1);
            assertThat(ofChoice.get(ofChoice.size() - 1).path("finish_reason").asText())
                    .isEqualTo("tool_calls");
            assertThat(ofChoice.get(1).at("/delta/tool_calls/0/index").asInt()).isZero();
        }
        assertThat(chunks)
                .anyMatch(chunk -> chunk.at("/choices/0/delta/tool_calls/0/index")
                                        .asInt()
                                == 1
                        && chunk.at("/choices/0/delta/tool_calls/0/id").asText().equals("call_c"));
    }

    @Test
    void whatAProviderWantsToSeeAgainStandsWithItsCallAndItsMessage() {
        AnswerBuilder answer = new AnswerBuilder("chatcmpl-1", CONTEXT);
        AnswerParts parts = new AnswerParts(CONTEXT, answer.choice(0));
        ObjectNode signature = Json.object();
        signature.putObject("google").put("thought_signature", "c2ln");
        parts.tool("call_a", "f", signature).end();
        parts.extraContent(signature);
        parts.finish(FinishReason.STOP);
        JsonNode message =
                ProviderJson.object(answer.build(Usage.UNREPORTED).body()).at("/choices/0/message");
        assertThat(message.at("/tool_calls/0/extra_content/google/thought_signature")
                        .asText())
                .isEqualTo("c2ln");
        assertThat(message.at("/extra_content/google/thought_signature").asText())
                .isEqualTo("c2ln");

        ChunkedAnswer stream =
                new ChunkedAnswer(CONTEXT, "chatcmpl-1").into(json -> chunks.add(ProviderJson.object(json)));
        new AnswerParts(CONTEXT, stream.choice(0))
                .tool("call_a", "f", signature)
                .end();
        assertThat(chunks.get(1).at("/choices/0/delta/tool_calls/0/extra_content"))
                .isEqualTo(signature);
        assertThat(chunks.get(2).at("/choices/0/delta/tool_calls/0").has("extra_content"))
                .isFalse();
    }

    @Test
    void logprobsAreCollectedOrGivenInPieces() {
        ArrayNode token = Json.object().putArray("content");
        token.addObject()
                .put("token", "a")
                .put("logprob", -0.5)
                .putNull("bytes")
                .putArray("top_logprobs");
        AnswerBuilder answer = new AnswerBuilder("chatcmpl-1", CONTEXT);
        AnswerParts parts = new AnswerParts(CONTEXT, answer.choice(0));
        parts.logprobs(token.deepCopy());
        parts.logprobs(token.deepCopy());
        parts.finish(FinishReason.STOP);
        JsonNode whole = ProviderJson.object(answer.build(Usage.UNREPORTED).body());
        assertThat(whole.at("/choices/0/logprobs/content")).hasSize(2);

        ChunkedAnswer stream =
                new ChunkedAnswer(CONTEXT, "chatcmpl-1").into(json -> chunks.add(ProviderJson.object(json)));
        new AnswerParts(CONTEXT, stream.choice(0)).logprobs(token);
        assertThat(chunks.get(1).at("/choices/0/logprobs/content/0/token").asText())
                .isEqualTo("a");
        assertThat(chunks.get(1).at("/choices/0/finish_reason").isNull()).isTrue();
    }
}
