package dev.serai.dialects.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the books say of how an answer ended that goes to its client as it is. */
class NativeResponsesTest {
    @ParameterizedTest
    @CsvSource({
        "function_call, tool_calls",
        "custom_tool_call, tool_calls",
        "computer_call, tool_calls",
        "local_shell_call, tool_calls",
        "shell_call, tool_calls",
        "apply_patch_call, tool_calls",
        "web_search_call, stop",
        "mcp_call, stop",
        "message, stop"
    })
    void aCallThatWaitsForItsClientIsTheReason(String type, String reason) throws Exception {
        String response = "{\"output\":[{\"type\":\"reasoning\"},{\"type\":\"" + type + "\"}]}";
        assertThat(NativeResponses.finishReason(new ObjectMapper().readTree(response)))
                .isEqualTo(reason);
    }
}
