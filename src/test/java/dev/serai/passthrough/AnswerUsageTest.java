package dev.serai.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dialects.Usage;
import dev.serai.fakes.EventStreamFrames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers of the seven say they used, whatever the reads cut them into; and nothing where they can't be read. */
class AnswerUsageTest {
    private static final String SSE = "text/event-stream";
    private static final String AWS = "application/vnd.amazon.eventstream";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENAI | {'choices':[{'usage':9}],'usage':{'prompt_tokens':7,'completion_tokens':5,'prompt_tokens_details':{'cached_tokens':3}}} | 4 3 0 5 0",
                "OPENAI | {'data':[{'embedding':[0.1,0.2]}],'usage':{'prompt_tokens':7,'total_tokens':7}} | 7 0 0 0 0",
                "OPENAI | {'usage':{'input_tokens':7,'output_tokens':5,'input_tokens_details':{'cached_tokens':2},'output_tokens_details':{'reasoning_tokens':1}}} | 5 2 0 5 1",
                "ANTHROPIC | {'content':[{'text':'x'}],'usage':{'input_tokens':7,'cache_read_input_tokens':2,'cache_creation_input_tokens':3,'output_tokens':5}} | 7 2 3 5 0",
                "CONVERSE | {'output':{},'usage':{'inputTokens':7,'outputTokens':5,'cacheReadInputTokens':2}} | 7 2 0 5 0",
                "GEMINI | {'usageMetadata':{'promptTokenCount':7,'cachedContentTokenCount':2,'candidatesTokenCount':5,'thoughtsTokenCount':4,'totalTokenCount':16}} | 5 2 0 9 4",
                "GEMINI | [{'usageMetadata':{'promptTokenCount':7,'totalTokenCount':7}},{'usageMetadata':{'promptTokenCount':7,'candidatesTokenCount':5,'totalTokenCount':12}}] | 7 0 0 5 0",
                "GEMINI | {'predictions':[{'embeddings':{'values':[1,2,[3]],'statistics':{'token_count':3}}},{'embeddings':{'statistics':{'token_count':4},'values':[]}}]} | 7 0 0 0 0",
                "WATSONX | {'choices':[],'usage':{'prompt_tokens':7,'completion_tokens':5}} | 7 0 0 5 0",
                "WATSONX | {'results':[{'generated_text':'x','generated_token_count':5,'input_token_count':7}]} | 7 0 0 5 0",
                "WATSONX | {'results':[{'embedding':[1]}],'input_token_count':7} | 7 0 0 0 0",
                "OCI | {'chatResponse':{'choices':[],'usage':{'promptTokens':7,'completionTokens':5,'promptTokensDetails':{'cachedTokens':1}}}} | 6 1 0 5 0",
                "OCI | {'embeddings':[[1]],'usage':{'promptTokens':7,'totalTokens':7}} | 7 0 0 0 0",
                "OPENAI | {'usage':null} | unreported",
                "OPENAI | {'usage':{'prompt_tokens':'x'}} | unreported",
                "OPENAI | {'usage':{'prompt_tokens':7 | unreported",
                "OPENAI | not JSON | unreported",
                "NONE | {'usage':{'prompt_tokens':7}} | unreported"
            })
    void wholeAnswers(UsageShape shape, String json, String expected) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size += 7) {
            assertThat(told(read(shape, Map.of("content-type", "application/json"), bytes, size)))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENAI | {'choices':[],'usage':null} ; {'usage':{'prompt_tokens':7,'completion_tokens':5}} ; [DONE] | 7 0 0 5 0",
                "OPENAI | {'type':'response.created','response':{'usage':null}} ; {'type':'response.completed','response':{'usage':{'input_tokens':7,'output_tokens':5}}} | 7 0 0 5 0",
                "ANTHROPIC | {'type':'message_start','message':{'usage':{'input_tokens':7,'output_tokens':1}}} ; {'type':'message_delta','usage':{'output_tokens':5}} | 7 0 0 5 0",
                "GEMINI | {'usageMetadata':{'promptTokenCount':7}} ; {'usageMetadata':{'promptTokenCount':7,'candidatesTokenCount':5}} | 7 0 0 5 0",
                "WATSONX | {'results':[{'generated_token_count':2,'input_token_count':7}]} ; {'results':[{'generated_token_count':5,'input_token_count':0}]} | 7 0 0 5 0",
                "OCI | {'message':{}} ; {'finishReason':'stop','usage':{'promptTokens':7,'completionTokens':5}} | 7 0 0 5 0",
                "OPENAI | not JSON with a 'usage' ; {} | unreported"
            })
    void serverSentEvents(UsageShape shape, String events, String expected) {
        StringBuilder stream = new StringBuilder();
        for (String event : events.replace('\'', '"').split(" ; ")) {
            stream.append("data: ").append(event.strip()).append("\r\n\r\n");
        }
        byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(told(read(shape, Map.of("content-type", SSE + ";charset=utf-8"), bytes, 5)))
                .isEqualTo(expected);
    }

    /** OCI's servers forget the blank lines between their events. */
    @Test
    void eventsWithoutBlankLines() {
        String stream = "data: {'message':{}}\ndata: {'usage':{'promptTokens':7,'completionTokens':5}}\n\n";
        byte[] bytes = stream.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertThat(told(read(UsageShape.OCI, Map.of("content-type", SSE), bytes, 9)))
                .isEqualTo("7 0 0 5 0");
    }

    @Test
    void converseStream() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(EventStreamFrames.event("messageStart", "{\"role\":\"assistant\"}"));
        frames.writeBytes(EventStreamFrames.event("metadata", "{\"usage\":{\"inputTokens\":7,\"outputTokens\":5}}"));
        assertThat(told(read(UsageShape.CONVERSE, Map.of("content-type", AWS), frames.toByteArray(), 11)))
                .isEqualTo("7 0 0 5 0");
    }

    @Test
    void invokeModelByItsHeaders() {
        Map<String, String> headers = new HashMap<>(Map.of("content-type", "application/json"));
        headers.put("x-amzn-bedrock-input-token-count", "7");
        headers.put("x-amzn-bedrock-output-token-count", "5");
        assertThat(told(read(UsageShape.INVOKE, headers, "{}".getBytes(StandardCharsets.UTF_8), 9)))
                .isEqualTo("7 0 0 5 0");
        headers.put("x-amzn-bedrock-input-token-count", "no number");
        assertThat(told(read(UsageShape.INVOKE, headers, new byte[0], 9))).isEqualTo("0 0 0 5 0");
    }

    @Test
    void invokeModelWithResponseStream() {
        String last =
                "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":7,\"outputTokenCount\":5}}";
        byte[] chunk = EventStreamFrames.event("chunk", "{\"bytes\":\"" + base64(last) + "\",\"p\":\"abc\"}");
        assertThat(told(read(UsageShape.INVOKE, Map.of("content-type", AWS), chunk, 16)))
                .isEqualTo("7 0 0 5 0");
    }

    @Test
    void damagedFramesAndChunksAreUnreported() {
        byte[] chunk = EventStreamFrames.event("chunk", "{\"bytes\":\"no base64!\"}");
        assertThat(told(read(UsageShape.INVOKE, Map.of("content-type", AWS), chunk, 16)))
                .isEqualTo("unreported");
        chunk[20] ^= 1;
        assertThat(told(read(UsageShape.INVOKE, Map.of("content-type", AWS), chunk, 16)))
                .isEqualTo("unreported");
    }

    @Test
    void anAnswerOfManyMegabytesOfVectorsIsReadWithoutKeepingIt() {
        String json = "{\"data\":[" + "{\"embedding\":[0.123456789,1.5e-7]},".repeat(200_000)
                + "{}],\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}";
        assertThat(told(read(
                        UsageShape.OPENAI,
                        Map.of("content-type", "application/json"),
                        json.getBytes(StandardCharsets.UTF_8),
                        16_384)))
                .isEqualTo("7 0 0 0 0");
    }

    /** Each token with its likelihood, or all that was said before: long lists beside the counts, and before them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OCI | {'chatResponse':{'choices':[{'logprobs':{'tokens':[MANY],'tokenLogprobs':[MANY],'topLogprobs':[{'a':[MANY]}]}}],'usage':{'promptTokens':7,'completionTokens':5}}}",
                "OCI | {'chatResponse':{'chatHistory':[{'role':'USER'},MANY],'usage':{'promptTokens':7,'completionTokens':5}}}",
                "OCI | {'inferenceResponse':{'generatedTexts':[{'tokenLikelihoods':[MANY]}],'usage':{'promptTokens':7,'completionTokens':5}}}",
                "WATSONX | {'results':[{'generated_tokens':[MANY],'input_tokens':[{'top_tokens':[MANY]}],'generated_token_count':5,'input_token_count':7}]}",
                "OPENAI | {'response':{'output':[{'logprobs':[MANY]}],'usage':{'input_tokens':7,'output_tokens':5}}}"
            })
    void whatIsLongBesideTheCountsIsPassedOver(UsageShape shape, String json) {
        String many = "{\"text\":\"a\",\"logprob\":-0.1},".repeat(10_000) + "null";
        byte[] bytes = json.replace('\'', '"').replace("MANY", many).getBytes(StandardCharsets.UTF_8);
        assertThat(told(read(shape, Map.of("content-type", "application/json"), bytes, 16_384)))
                .isEqualTo("7 0 0 5 0");
    }

    private static Usage read(UsageShape shape, Map<String, String> headers, byte[] bytes, int size) {
        AnswerUsage usage = new AnswerUsage(shape, headers);
        for (int from = 0; from < bytes.length; from += size) {
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size));
            usage.feed(piece, piece.length);
        }
        return usage.end();
    }

    private static String told(Usage usage) {
        return usage.reported()
                ? usage.input() + " " + usage.cacheRead() + " " + usage.cacheWrite() + " " + usage.output() + " "
                        + usage.reasoning()
                : "unreported";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
