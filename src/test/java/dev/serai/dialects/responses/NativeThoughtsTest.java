package dev.serai.dialects.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.config.ProviderSettings.Quirks;
import dev.serai.config.Timeouts;
import dev.serai.dialects.ProviderJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which reasoning of an input goes on to a provider that has responses itself, and that the rest is named. */
class NativeThoughtsTest {
    private static final String OPEN = "'content':[{'type':'reasoning_text','text':'Hm.'}]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "local  |                | 'encrypted_content':'gAAAAAB'          | false",
                "local  | ,'store':true  | 'encrypted_content':'gAAAAAB'          | false",
                "local  |                | " + OPEN + ",'encrypted_content':'gAA' | false",
                "local  |                | 'encrypted_content':'serai1.e30'       | false",
                "local  |                | " + OPEN + "                           | true",
                "local  |                | " + OPEN + ",'encrypted_content':null  | true",
                "local  |                | " + OPEN + ",'encrypted_content':''    | true",
                "local  |                | 'content':[]                           | false",
                "local  |                | 'content':null                         | false",
                "local  | ,'store':true  | 'id':'rs_1'                            | true",
                "openai |                | 'id':'rs_1'                            | false",
                "openai | ,'store':false | 'id':'rs_1'                            | false",
                "openai | ,'store':true  | 'id':'rs_1'                            | true",
                "openai |                | 'encrypted_content':'gAAAAAB'          | true",
                "openai |                | 'content':[],'encrypted_content':'gAA' | true",
                "openai |                | " + OPEN + "                           | false",
                "openai | ,'store':true  | " + OPEN + "                           | false",
                "azure  |                | 'encrypted_content':'gAAAAAB'          | true",
                "azure  |                | " + OPEN + "                           | false",
            })
    void whatCanBeReadAgainIsKeptAndTheRestIsNamed(String provider, String more, String item, boolean kept) {
        String thought = "{'type':'reasoning','summary':[]," + item + "}";
        String question = "{'role':'user','content':'Hi'}";
        NativeRequest sent = new NativeRequest(
                request("{'model':'m','input':[" + thought + "," + question + "]" + (more == null ? "" : more) + "}"),
                target(provider));
        assertThat(ProviderJson.object(sent.translate()).path("input").toString())
                .isEqualTo(("[" + (kept ? thought + "," : "") + question + "]").replace('\'', '"'));
        assertThat(sent.dropped()).isEqualTo(kept ? List.of() : List.of("input[].reasoning"));
    }

    private static ResponsesRequest request(String json) {
        return new ResponsesRequestReader().read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ModelTarget target(String provider) {
        ProviderSettings settings = new ProviderSettings(
                provider,
                provider.equals("azure") ? "azure" : "openai",
                true,
                provider.equals("local") ? "http://localhost:8000/v1" : null,
                null,
                null,
                List.of(),
                Timeouts.DEFAULT,
                0,
                Duration.ofSeconds(1),
                0,
                ProviderSettings.Breaker.DEFAULT,
                new Quirks(null, true, 0, null, true),
                Map.of());
        return new ModelTarget(settings, "gpt-oss-120b", ModelFacts.unknown("gpt-oss"), Map.of());
    }
}
