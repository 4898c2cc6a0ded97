package dev.serai.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.StrictJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies are written with ' for ". */
class LongestAnswerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'max_tokens':10}                                                              | 10",
                "{'max_tokens':'3000','max_completion_tokens':10}                               | 3000",
                "{'max_tokens':3000.0,'max_gen_len':10}                                         | 3000",
                "{'max_tokens':3e3,'max_gen_len':10}                                            | 3000",
                "{'max_tokens':'x','max_gen_len':10}                                            | 10",
                "{'chatRequest':{'maxTokens':10,'maxCompletionTokens':3000}}                    | 3000",
                "{'generationConfig':{'maxOutputTokens':10,'max_output_tokens':3000}}           | 3000",
                "{'inferenceConfig':{'maxTokens':10},'additionalModelRequestFields':{'max_tokens':3000}} | 3000",
                "{'max_tokens':10,'options':{'num_predict':3000}}                               | 3000",
                "{'max_tokens':10,'n':3}                                                        | 30",
                "{'max_tokens':10,'n':3,'best_of':20}                                           | 200",
                "{'max_tokens':10,'n':'3'}                                                      | 30",
                "{'max_tokens':10,'n':3.0}                                                      | 30",
                "{'max_tokens':10,'n':null,'best_of':'x'}                                       | 10",
                "{'max_tokens':10,'num_generations':5}                                          | 50",
                "{'inferenceRequest':{'maxTokens':10,'numGenerations':5}}                       | 50",
                "{'chatRequest':{'maxTokens':10,'numGenerations':5}}                            | 50",
                "{'generationConfig':{'maxOutputTokens':10,'candidateCount':8}}                 | 80",
                "{'generation_config':{'max_output_tokens':10,'candidate_count':8}}             | 80",
                "{'parameters':{'maxOutputTokens':10,'candidateCount':8}}                       | 80",
                "{'max_tokens':10,'prompt':'one'}                                               | 10",
                "{'max_tokens':10,'prompt':[1,2,3]}                                             | 10",
                "{'max_tokens':10,'prompt':[]}                                                  | 10",
                "{'max_tokens':10,'prompt':{'id':'p'}}                                          | 10",
                "{'max_tokens':10,'prompt':['one','two']}                                       | 20",
                "{'max_tokens':10,'prompt':[[1],[2],[3]],'best_of':2}                           | 60",
                "{'max_tokens':2147483648,'n':1e30,'prompt':['one','two']}               | 1099511627776"
            })
    void allItsAnswersTogetherAreSaid(String body, long tokens) {
        assertThat(LongestAnswer.tokens(tree(body), "m")).isEqualTo(tokens);
    }

    @Test
    void whatPerhapsNobodyReadsSaysNothingByItself() {
        assertThat(LongestAnswer.tokens(tree("{'options':{'num_predict':1},'max_new_tokens':1}"), "m"))
                .isEqualTo(ClientRequest.UNSAID);
    }

    @Test
    void whereNoLimitIsSaidThereIsHowManyAnswersMayBeAsLongAsTheyCan() {
        assertThat(LongestAnswer.tokens(tree("{'n':2,'prompt':['a','b','c']}"), "m"))
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
        assertThat(LongestAnswer.tokens(body, "text-bison@002")).isEqualTo(60);
        assertThat(LongestAnswer.answers(body, "text-bison@002")).isEqualTo(6);
        assertThat(LongestAnswer.answers(body, "text-embedding-005")).isEqualTo(2);
    }

    private static ObjectNode tree(String body) {
        return StrictJson.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .tree();
    }
}
