package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.MappingText;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.messages.MessagesOverChat;
import dev.serai.dialects.messages.MessagesRequestReader;
import dev.serai.dialects.openai.OpenAiDialect;
import dev.serai.dialects.responses.ResponsesOverChat;
import dev.serai.dialects.responses.ResponsesRequestReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a chat has no word for, or would be refused for, where a client speaks another API. Bodies are written with ' for ". */
class OverChatTest {
    private static final ModelMapping MAPPING = MappingText.load(
            """
            model_mappings:
              azure: {providers: {azure: {deployment: chat, model: gpt-4o}}}
              openai: {providers: {openai: {model: gpt-4o}}}
            """,
            Map.of(
                    "AZURE_OPENAI_ENDPOINT",
                    "https://serai.openai.azure.com",
                    "AZURE_OPENAI_API_KEY",
                    "k",
                    "OPENAI_API_KEY",
                    "k"));
    private static final MessagesOverChat MESSAGES = new MessagesOverChat(new OpenAiDialect());
    private static final ResponsesOverChat RESPONSES = new ResponsesOverChat(new OpenAiDialect());

    private static final String FITS_ALL = object("'type':'string'");
    private static final String FITS_OPENAI = object("'type':'string','pattern':'^a+$'");
    private static final String FITS_NOBODY = object("'type':'string','minLength':1");

    private static String object(String property) {
        return "{'type':'object','properties':{'a':{" + property + "}},'required':['a'],'additionalProperties':false}";
    }

    @ParameterizedTest
    @CsvSource({"openai, true, true", "azure, true, false"})
    void aFormatOfMessagesIsStrictWhereItsServerTakesThat(String model, boolean plain, boolean pattern) {
        assertThat(format(model, FITS_ALL)).isEqualTo(plain);
        assertThat(format(model, FITS_OPENAI)).isEqualTo(pattern);
        assertThat(format(model, FITS_NOBODY)).isFalse();
    }

    /** Whether it is; if not, that must be said. */
    private static boolean format(String model, String schema) {
        String format = "{'type':'json_schema','schema':" + schema + "}";
        boolean strict = format(model, "'output_config':{'format':" + format + "}", "output_config.format.strict");
        assertThat(format(model, "'output_format':" + format, "output_format.strict"))
                .isEqualTo(strict);
        return strict;
    }

    private static boolean format(String model, String field, String dropped) {
        ProviderRequest sent = messages(model, field);
        boolean strict = chat(sent).at("/response_format/json_schema/strict").asBoolean();
        assertThat(chat(sent).at("/response_format/json_schema").has("schema")).isTrue();
        if (strict) {
            assertThat(sent.dropped()).isEmpty();
        } else {
            assertThat(sent.dropped()).containsExactly(dropped);
        }
        return strict;
    }

    @ParameterizedTest
    @CsvSource({"openai, true, true", "azure, true, false"})
    void aToolOfMessagesIsStrictWhereItsServerTakesThat(String model, boolean plain, boolean pattern) {
        assertThat(tool(model, FITS_ALL)).isEqualTo(plain);
        assertThat(tool(model, FITS_OPENAI)).isEqualTo(pattern);
        assertThat(tool(model, FITS_NOBODY)).isFalse();
    }

    private static boolean tool(String model, String schema) {
        ProviderRequest sent = messages(model, "'tools':[{'name':'t','strict':true,'input_schema':" + schema + "}]");
        boolean strict = chat(sent).at("/tools/0/function/strict").asBoolean();
        assertThat(sent.dropped().contains("tools[].strict")).isNotEqualTo(strict);
        return strict;
    }

    @ParameterizedTest
    @ValueSource(strings = {"azure", "openai"})
    void aFunctionOfResponsesIsStrictUnsaidWhereAnyServerTakesThat(String model) {
        assertThat(function(model, FITS_ALL, "").asBoolean()).isTrue();
        assertThat(function(model, FITS_OPENAI, "").isMissingNode()).isTrue();
        assertThat(function(model, FITS_OPENAI, ",'strict':true").asBoolean())
                .as("what a client says stays")
                .isTrue();
    }

    private static JsonNode function(String model, String schema, String said) {
        String tool = "{'type':'function','name':'t','parameters':" + schema + said + "}";
        return chat(responses(model, "'Hi'", ",'tools':[" + tool + "]")).at("/tools/0/function/strict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'summary':[{'type':'summary_text','text':'Hm.'}]",
                "'summary':[],'content':[{'type':'reasoning_text','text':'Hm.'}]",
                "'summary':[],'encrypted_content':''",
                "'summary':[],'encrypted_content':'gAAAAA'"
            })
    void thoughtsThatNobodyTakesAreNamed(String thought) {
        String said =
                "{'role':'user','content':'Hi'},{'role':'assistant','content':'Ho'},{'role':'user','content':'?'}";
        ProviderRequest sent =
                responses("azure", "[{'type':'reasoning','id':'rs_1'," + thought + "}," + said + "]", "");
        assertThat(sent.dropped()).containsExactly("input[].reasoning");
        assertThat(chat(sent).path("messages")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"original, high", "high, high", "low, low"})
    void aPicturesOwnSizeIsLarge(String detail, String told) {
        String image =
                "[{'type':'input_image','detail':'" + detail + "','image_url':'data:image/png;base64,iVBORw0KGgo='}]";
        ProviderRequest sent = responses("azure", "[{'role':'user','content':" + image + "}]", "");
        assertThat(chat(sent).at("/messages/0/content/0/image_url/detail").asText())
                .isEqualTo(told);
        if (detail.equals("original")) {
            assertThat(sent.dropped()).containsExactly("input[].content[].detail=original->high");
        } else {
            assertThat(sent.dropped()).isEmpty();
        }
    }

    private static ProviderRequest messages(String model, String field) {
        String body = "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'}]," + field + "}";
        return MESSAGES.request(new MessagesRequestReader().read(bytes(body), "2023-06-01", ""), target(model));
    }

    private static ProviderRequest responses(String model, String input, String fields) {
        String body = "{'model':'m','input':" + input + fields + "}";
        return RESPONSES.request(new ResponsesRequestReader().read(bytes(body)), target(model));
    }

    private static ModelTarget target(String model) {
        return MappingText.target(MAPPING, model);
    }

    private static JsonNode chat(ProviderRequest sent) {
        return Goldens.json(sent.body());
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
