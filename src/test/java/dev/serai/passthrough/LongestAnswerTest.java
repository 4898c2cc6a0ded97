package dev.serai.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.StrictJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies are written with ' for ". */
class LongestAnswerTest {
    private static final LimitNames CHAT = LimitNames.of(UsageShape.OPENAI, "/v1/chat/completions");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'max_tokens':10} | OPENAI | /v1/completions | 10",
                "{'max_tokens':'3000','max_completion_tokens':10} | OPENAI | /v1/completions | 3000",
                "{'max_tokens':3000.0,'max_gen_len':10} | INVOKE | /model/m/invoke | 3000",
                "{'max_tokens':3e3,'max_gen_len':10} | INVOKE | /model/m/invoke | 3000",
                "{'max_tokens':'x','max_gen_len':10} | INVOKE | /model/m/invoke | 10",
                "{'chatRequest':{'maxTokens':10,'maxCompletionTokens':3000}} | OCI | /20231130/actions/chat | 3000",
                "{'generationConfig':{'maxOutputTokens':10,'max_output_tokens':3000}} | GEMINI | /v1/publishers/google/models/m:generateContent | 3000",
                "{'inferenceConfig':{'maxTokens':10},'additionalModelRequestFields':{'max_tokens':3000}} | CONVERSE | /model/m/converse | 3000",
                "{'max_tokens':10,'options':{'num_predict':3000}} | OPENAI | /v1/completions | 3000",
                "{'max_tokens':10,'n':3} | OPENAI | /v1/completions | 30",
                "{'max_tokens':10,'n':3,'best_of':20} | OPENAI | /v1/completions | 200",
                "{'max_tokens':10,'n':'3'} | OPENAI | /v1/completions | 30",
                "{'max_tokens':10,'n':3.0} | OPENAI | /v1/completions | 30",
                "{'max_tokens':10,'n':null,'best_of':'x'} | OPENAI | /v1/completions | 10",
                "{'max_tokens':10,'num_generations':5} | INVOKE | /model/m/invoke | 50",
                "{'inferenceRequest':{'maxTokens':10,'numGenerations':5}} | OCI | /20231130/actions/generateText | 50",
                "{'chatRequest':{'maxTokens':10,'numGenerations':5}} | OCI | /20231130/actions/chat | 50",
                "{'generationConfig':{'maxOutputTokens':10,'candidateCount':8}} | GEMINI | /v1/publishers/google/models/m:generateContent | 80",
                "{'generation_config':{'max_output_tokens':10,'candidate_count':8}} | GEMINI | /v1/publishers/google/models/m:generateContent | 80",
                "{'parameters':{'maxOutputTokens':10,'candidateCount':8}} | GEMINI | /v1/publishers/google/models/m:predict | 80",
                "{'max_tokens':10,'prompt':'one'} | OPENAI | /v1/completions | 10",
                "{'max_tokens':10,'prompt':[1,2,3]} | OPENAI | /v1/completions | 10",
                "{'max_tokens':10,'prompt':[]} | OPENAI | /v1/completions | 10",
                "{'max_tokens':10,'prompt':{'id':'p'}} | OPENAI | /v1/completions | 10",
                "{'max_tokens':10,'prompt':['one','two']} | OPENAI | /v1/completions | 20",
                "{'max_tokens':10,'prompt':[[1],[2],[3]],'best_of':2} | OPENAI | /v1/completions | 60",
                "{'max_tokens':2147483648,'n':1e30,'prompt':['one','two']} | OPENAI | /v1/completions | 1099511627776"
            })
    void allItsAnswersTogetherAreSaid(String body, UsageShape usage, String path, long tokens) {
        assertThat(LongestAnswer.tokens(tree(body), "m", LimitNames.of(usage, path)))
                .isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'max_tokens':1} | OPENAI | /v1/responses | -",
                "{'max_tokens':1,'max_output_tokens':3000} | OPENAI | /v1/responses | 3000",
                "{'max_output_tokens':1,'max_gen_len':1,'generationConfig':{'maxOutputTokens':1}} | OPENAI | /v1/chat/completions | -",
                "{'max_completion_tokens':1,'inferenceConfig':{'maxTokens':1}} | ANTHROPIC | /v1/messages | -",
                "{'max_tokens_to_sample':10} | NONE | /v1/complete | 10",
                "{'max_tokens':1,'textGenerationConfig':{'maxTokenCount':1}} | CONVERSE | /model/m/converse | -",
                "{'textGenerationConfig':{'maxTokenCount':10}} | INVOKE | /model/m/invoke | 10",
                "{'max_tokens':1,'parameters':{'maxOutputTokens':1}} | GEMINI | /v1/publishers/google/models/m:generateContent | -",
                "{'parameters':{'max_new_tokens':10}} | WATSONX | /ml/v1/deployments/d/text/generation_stream | 10",
                "{'parameters':{'max_new_tokens':1}} | WATSONX | /ml/v1/text/chat | -",
                "{'max_completion_tokens':10} | WATSONX | /ml/v1/text/chat | 10",
                "{'inferenceRequest':{'maxTokens':1},'chatRequest':{}} | OCI | /20231130/actions/chat | -",
                "{'max_tokens':1} | NONE | /api/chat | -",
                "{'options':{'num_predict':10}} | NONE | /api/generate | 10"
            })
    @DisplayName("a limit that the operation does not know is none")
    void itsOwnNamesAloneCount(String body, UsageShape usage, String path, String tokens) {
        assertThat(LongestAnswer.tokens(tree(body), "m", LimitNames.of(usage, path)))
                .isEqualTo(tokens.equals("-") ? ClientRequest.UNSAID : Long.parseLong(tokens));
    }

    @Test
    void whatPerhapsNobodyReadsSaysNothingByItself() {
        assertThat(LongestAnswer.tokens(tree("{'options':{'num_predict':1},'max_new_tokens':1}"), "m", CHAT))
                .isEqualTo(ClientRequest.UNSAID);
    }

    @Test
    void whereNoLimitIsSaidThereIsHowManyAnswersMayBeAsLongAsTheyCan() {
        assertThat(LongestAnswer.tokens(tree("{'n':2,'prompt':['a','b','c']}"), "m", CHAT))
                .isEqualTo(ClientRequest.UNSAID);
        assertThat(LongestAnswer.answers(tree("{'n':2,'prompt':['a','b','c']}"), "m"))
                .isEqualTo(6);
        assertThat(LongestAnswer.answers(tree("{}"), "m")).isEqualTo(1);
        assertThat(LongestAnswer.answers(tree("{'n':-4}"), "m")).isEqualTo(1);
        assertThat(LongestAnswer.answers(null, "m")).isEqualTo(1);
    }

    @Test
    void vertexAnswersEachInstanceButWritesNothingToAVector() {
        ObjectNode body = tree("{'instances':[{'prompt':'a'},{'prompt':'b'},{'prompt':'c'}],"
                + "'parameters':{'maxOutputTokens':10,'candidateCount':2}}");
        assertThat(LongestAnswer.tokens(body, "text-bison@002", LimitNames.of(UsageShape.GEMINI, "/v1/m:predict")))
                .isEqualTo(60);
        assertThat(LongestAnswer.answers(body, "text-bison@002")).isEqualTo(6);
        assertThat(LongestAnswer.answers(body, "text-embedding-005")).isEqualTo(2);
    }

    private static ObjectNode tree(String body) {
        return StrictJson.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .tree();
    }
}
