package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void hasWhatEveryoneSaidAndCalledInOrder() throws Exception {
        JsonNode messages = JSON.readTree("""
                [{"role":"system","content":"one"},
                 {"role":"user","content":[{"type":"text","text":"two"},{"type":"image_url","image_url":{"url":"data:x"}}]},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\\"three\\":3}"}}]},
                 {"role":"tool","tool_call_id":"a","content":"four"},
                 {"role":"assistant","content":[{"type":"refusal","refusal":"five"}]}]
                """);
        assertThat(ConversationText.ofMessages(messages)).hasToString("one\ntwo\n{\"three\":3}\nfour\nfive");
    }

    @Test
    void ofALongOneTheNewestIsLookedAt() {
        String old = "a".repeat(ConversationText.LONGEST);
        String text = ConversationText.ofTexts(List.of("first", old, "middle", "b".repeat(1000), "last"))
                .toString();
        assertThat(text)
                .hasSize(ConversationText.LONGEST)
                .startsWith("aaa")
                .endsWith("b\nlast")
                .contains("\nmiddle\n");
        assertThat(ConversationText.ofTexts(List.of("early", old)).toString()).isEqualTo(old);
        assertThat(ConversationText.ofTexts(List.of())).hasToString("");
    }
}
