package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'content':'42'}                                        | 42   | ''",
                "{'content':'42','reasoning_content':'hm'}               | 42   | hm",
                "{'content':'42','reasoning':'hm','reasoning_details':[]} | 42   | hm",
                "{'content':'42','reasoning':{'effort':'low'}}           | 42   | ''",
                "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'h'},{'type':'text','text':'m'}]},"
                        + "{'type':'text','text':'4'},{'type':'reference','reference_ids':[1]},{'type':'text','text':'2'}]} | 42 | hm",
                "{'content':[{'type':'thinking','thinking':'hm'}]}       | ''   | hm",
                "{'content':null,'reasoning_content':null}               |      | ''",
                "{}                                                      |      | ''",
            },
            quoteCharacter = '^')
    void wordsHaveManyForms(String message, String said, String thought) {
        JsonNode read = read(message);
        assertThat(MessageWords.said(read)).isEqualTo("''".equals(said) ? "" : said);
        assertThat(MessageWords.thought(read)).isEqualTo("''".equals(thought) ? "" : thought);
    }

    @Test
    void aListWithinAListIsReadOnceMoreAlone() {
        assertThat(MessageWords.said(read("{'content':[{'type':'text','text':[{'type':'text','text':'42'}]},null,1]}")))
                .isEqualTo("42");
    }

    private static JsonNode read(String json) {
        return ProviderJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
