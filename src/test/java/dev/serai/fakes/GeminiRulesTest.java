package dev.serai.fakes;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the fake Gemini refuses, as the real one does: a golden that it takes proves something only if it is strict. */
class GeminiRulesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOOP = "'contents':[{'role':'user','parts':[{'text':'?'}]},"
            + "{'role':'model','parts':[{'functionCall':{'name':'f','args':{}},'thoughtSignature':'c2lnLTE='},"
            + "{'functionCall':{'name':'g','args':{}}}]},{'role':'user','parts':[RESULTS]}]";
    private static final String F = "{'functionResponse':{'name':'f','response':{}}}";
    private static final String G = "{'functionResponse':{'name':'g','response':{}}}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            an unknown field | gemini-2.5-pro | 'messages':[]
            a field of another place | gemini-2.5-pro | 'temperature':1
            a role | gemini-2.5-pro | 'contents':[{'role':'assistant','parts':[{'text':'a'}]}]
            no parts | gemini-2.5-pro | 'contents':[{'role':'user','parts':[]}]
            an empty text | gemini-2.5-pro | 'contents':[{'role':'user','parts':[{'text':''}]}]
            two things in one part | gemini-2.5-pro | 'contents':[{'role':'user','parts':[{'text':'a','inlineData':{}}]}]
            a signature of another's | gemini-3-flash-preview | 'contents':[{'role':'user','parts':[{'text':'a'}]},{'role':'model','parts':[{'text':'b','thoughtSignature':'c2ln'}]},{'role':'user','parts':[{'text':'c'}]}]
            an id in a call | gemini-2.5-pro | 'contents':[{'role':'user','parts':[{'text':'a'}]},{'role':'model','parts':[{'functionCall':{'id':'1','name':'f','args':{}}}]}]
            a GIF | gemini-2.5-pro | 'contents':[{'role':'user','parts':[{'inlineData':{'mimeType':'image/gif','data':''}}]}]
            a page of the web | gemini-2.5-pro | 'contents':[{'role':'user','parts':[{'fileData':{'mimeType':'image/png','fileUri':'https://example.org/a.png'}}]}]
            a level for a model of budgets | gemini-2.5-pro | 'generationConfig':{'thinkingConfig':{'thinkingLevel':'LOW'}}
            a level and a budget | gemini-3.1-pro-preview | 'generationConfig':{'thinkingConfig':{'thinkingLevel':'LOW','thinkingBudget':5}}
            a level that it does not have | gemini-3.1-pro-preview | 'generationConfig':{'thinkingConfig':{'thinkingLevel':'MINIMAL'}}
            no thinking of what always thinks | gemini-2.5-pro | 'generationConfig':{'thinkingConfig':{'thinkingBudget':0}}
            thinking of what does not | gemini-2.0-flash-001 | 'generationConfig':{'thinkingConfig':{'includeThoughts':true}}
            a schema without a type of answer | gemini-2.5-pro | 'generationConfig':{'responseJsonSchema':{}}
            JSON beside tools | gemini-2.5-pro | 'tools':[{'functionDeclarations':[{'name':'f'}]}],'generationConfig':{'responseMimeType':'application/json'}
            a JSON schema | gemini-2.0-flash-001 | 'tools':[{'functionDeclarations':[{'name':'f','parametersJsonSchema':{}}]}]
            a type in lower case | gemini-2.0-flash-001 | 'tools':[{'functionDeclarations':[{'name':'f','parameters':{'type':'object'}}]}]
            a keyword | gemini-2.0-flash-001 | 'tools':[{'functionDeclarations':[{'name':'f','parameters':{'type':'OBJECT','additionalProperties':false}}]}]
            a number in a list | gemini-2.0-flash-001 | 'tools':[{'functionDeclarations':[{'name':'f','parameters':{'type':'OBJECT','properties':{'a':{'type':'INTEGER','enum':['1']}}}}]}]
            a format | gemini-2.0-flash-001 | 'tools':[{'functionDeclarations':[{'name':'f','parameters':{'type':'OBJECT','properties':{'a':{'type':'STRING','format':'uri'}}}}]}]
            what is required and not there | gemini-2.0-flash-001 | 'tools':[{'functionDeclarations':[{'name':'f','parameters':{'type':'OBJECT','required':['a']}}]}]
            a name | gemini-2.5-pro | 'tools':[{'functionDeclarations':[{'name':'3d'}]}]
            a name twice | gemini-2.5-pro | 'tools':[{'functionDeclarations':[{'name':'f'},{'name':'f'}]}]
            allowed names without having to | gemini-2.5-pro | 'tools':[{'functionDeclarations':[{'name':'f'}]}],'toolConfig':{'functionCallingConfig':{'mode':'AUTO','allowedFunctionNames':['f']}}
            a choice without tools | gemini-2.5-pro | 'toolConfig':{'functionCallingConfig':{'mode':'ANY'}}
            six stop sequences | gemini-2.5-pro | 'generationConfig':{'stopSequences':['1','2','3','4','5','6']}
            a label | gemini-2.5-pro | 'labels':{'user':'Ada'}
            a threshold | gemini-2.5-pro | 'safetySettings':[{'category':'HARM_CATEGORY_HARASSMENT','threshold':'low'}]
            """)
    void refuses(String what, String model, String fields) {
        String said = fields.contains("'contents'") ? "" : "'contents':[{'role':'user','parts':[{'text':'Hi'}]}],";
        assertThatThrownBy(() -> GeminiRules.check(json("{" + said + fields + "}"), model))
                .as(what)
                .isInstanceOf(RequestRefused.class);
    }

    @Test
    void takesResultsInTheCallsPlacesAlone() {
        String model = "gemini-3.1-pro-preview";
        assertThatCode(() -> GeminiRules.check(loop(F + "," + G), model)).doesNotThrowAnyException();
        for (String wrong : new String[] {G + "," + F, F, F + "," + F, F + "," + G + ",{'text':'And?'}"}) {
            assertThatThrownBy(() -> GeminiRules.check(loop(wrong), model)).isInstanceOf(RequestRefused.class);
        }
        assertThatCode(() -> GeminiRules.check(loop(F + "," + G + ",{'text':'And?'}"), "gemini-2.5-pro"))
                .doesNotThrowAnyException();
    }

    @Test
    void wantsSignaturesOfGeminiThree() throws JsonProcessingException {
        String unsigned = loop(F + "," + G).toString().replace(",\"thoughtSignature\":\"c2lnLTE=\"", "");
        JsonNode request = JSON.readTree(unsigned);
        assertThatThrownBy(() -> GeminiRules.check(request, "gemini-3-flash-preview"))
                .hasMessageContaining("thought_signature");
        assertThatCode(() -> GeminiRules.check(request, "gemini-2.5-flash")).doesNotThrowAnyException();
    }

    private static JsonNode loop(String results) {
        return json("{" + LOOP.replace("RESULTS", results) + "}");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(text, notJson);
        }
    }
}
