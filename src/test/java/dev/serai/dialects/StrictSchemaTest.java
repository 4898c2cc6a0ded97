package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.dialects.StrictSchema.Subset;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas are written with ' for ". */
class StrictSchemaTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'string'}",
                "{'type':['string','null'],'description':'Or none.','title':'A'}",
                "{'type':'string','enum':['a','b']}",
                "{'type':'string','const':'a'}",
                "{'type':'string','format':'date-time'}",
                "{'type':'string','format':'uuid'}",
                "{'type':'string','pattern':'^(?:a|b)+$'}",
                "{'type':'integer','minimum':1,'exclusiveMaximum':9,'multipleOf':2}",
                "{'type':'array','items':{'type':'number'},'minItems':1,'maxItems':3}",
                "{'anyOf':[{'type':'string'},{'type':'null'}],'description':'Or none.'}",
                "{'$ref':'#'}",
                "{'$ref':'#/$defs/d'}",
                "{'type':'object','properties':{},'required':[],'additionalProperties':false}",
                "{'type':'object','properties':{'format':{'type':'string'},'allOf':{'type':'null'}},"
                        + "'required':['format','allOf'],'additionalProperties':false}",
            })
    void isHeldToWhatItKnows(String property) throws JsonProcessingException {
        assertThat(fits(object(property))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "true",
                "{'enum':['a','b']}",
                "{'const':'a'}",
                "{'description':'Anything.'}",
                "{'type':'string','format':'uri'}",
                "{'type':'string','format':'byte'}",
                "{'type':'string','minLength':1}",
                "{'type':'string','maxLength':9}",
                "{'type':'string','pattern':'^(?=a)'}",
                "{'type':'string','default':'a'}",
                "{'type':'string','examples':['a']}",
                "{'type':'string','x-mine':1}",
                "{'type':'string','nullable':true}",
                "{'type':'array'}",
                "{'type':'array','items':[{'type':'string'}]}",
                "{'type':'array','prefixItems':[{'type':'string'}],'items':{'type':'string'}}",
                "{'type':'array','items':{'type':'string'},'uniqueItems':true}",
                "{'type':'array','items':{'type':'string','minLength':1}}",
                "{'allOf':[{'type':'string'}]}",
                "{'oneOf':[{'type':'string'}]}",
                "{'type':'string','not':{'const':'a'}}",
                "{'type':'string','if':{'const':'a'},'then':{'const':'a'}}",
                "{'anyOf':[{'type':'string','format':'uri'},{'type':'null'}]}",
                "{'$ref':'#/$defs/d','description':'A sibling.'}",
                "{'$ref':'https://example.com/schema'}",
                "{'type':'object'}",
                "{'type':'object','additionalProperties':false}",
                "{'type':['object','null']}",
                "{'type':'object','properties':{},'required':[]}",
                "{'type':'object','properties':{},'additionalProperties':false}",
                "{'type':'object','properties':{},'required':['b'],'additionalProperties':false}",
                "{'type':'object','properties':{'b':{'type':'string'}},'required':[],'additionalProperties':false}",
                "{'type':'object','additionalProperties':{'type':'string'}}",
                "{'type':'object','patternProperties':{'.':{'type':'string'}},'additionalProperties':false}",
            })
    void isNotHeldToWhatItWouldRefuse(String property) throws JsonProcessingException {
        assertThat(fits(object(property))).isFalse();
    }

    @Test
    void onlyAnObjectIsHeld() throws JsonProcessingException {
        assertThat(fits("{}")).isFalse();
        assertThat(fits("{'type':'string'}")).isFalse();
        assertThat(fits("{'type':['object','null'],'properties':{},'required':[],'additionalProperties':false}"))
                .isFalse();
        assertThat(fits("{'type':'object','properties':{},'required':[],'additionalProperties':false,"
                        + "'anyOf':[{'type':'string'}]}"))
                .isFalse();
    }

    @Test
    void definitionsAreLookedInto() throws JsonProcessingException {
        String referring = "{'$schema':'http://json-schema.org/draft-07/schema#','$defs':{'d':%s},"
                + "'type':'object','properties':{'a':{'$ref':'#/$defs/d'}},'required':['a'],'additionalProperties':false}";
        assertThat(fits(referring.formatted("{'type':'string'}"))).isTrue();
        assertThat(fits(referring.formatted("{'type':'string','format':'uri'}")))
                .isFalse();
        assertThat(fits(referring.replace("$defs", "definitions").formatted("{'type':'string'}")))
                .isFalse();
    }

    @Test
    void aSchemaHasItsLimits() throws JsonProcessingException {
        assertThat(fits(nested(9))).isTrue();
        assertThat(fits(nested(10))).isFalse();
        assertThat(fits(wide(5_000))).isTrue();
        assertThat(fits(wide(5_001))).isFalse();
        assertThat(fits(object("{'type':'string','enum':[" + names(1_000) + "]}")))
                .isTrue();
        assertThat(fits(object("{'type':'string','enum':[" + names(1_001) + "]}")))
                .isFalse();
    }

    @Test
    void textsHaveTheirLimits() throws JsonProcessingException {
        assertThat(fits(object(values(250, 400)))).isTrue();
        assertThat(fits(object(values(300, 50)))).isTrue();
        assertThat(fits(object(values(300, 51)))).as("15,300 characters").isFalse();
        assertThat(fits(object(values(250, 481)))).as("120,250 characters").isFalse();
        assertThat(fits(object(constant(119_999)))).isTrue();
        assertThat(fits(object(constant(120_000))))
                .as("with the property's name")
                .isFalse();
        String definition = "{'$defs':{'%s':%s},".formatted("d".repeat(40_000), constant(79_999));
        assertThat(fits(definition + object("{'type':'null'}").substring(1))).isTrue();
        assertThat(fits(definition + object(constant(1)).substring(1))).isFalse();
    }

    private static String constant(int length) {
        return "{'type':'string','const':'%s'}".formatted("c".repeat(length));
    }

    private static String values(int count, int length) {
        String value = "'" + "v".repeat(length) + "'";
        return "{'type':'string','enum':[" + String.join(",", Collections.nCopies(count, value)) + "]}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'string','format':'date-time'}",
                "{'type':'string','pattern':'^a+$'}",
                "{'type':'integer','minimum':1}",
                "{'type':'integer','maximum':9}",
                "{'type':'integer','exclusiveMinimum':1}",
                "{'type':'integer','exclusiveMaximum':9}",
                "{'type':'integer','multipleOf':2}",
                "{'type':'array','items':{'type':'number'},'minItems':1}",
                "{'type':'array','items':{'type':'number'},'maxItems':3}"
            })
    void azureTakesLess(String property) throws JsonProcessingException {
        assertThat(fits(object(property))).isTrue();
        assertThat(fits(object(property), Subset.AZURE)).isFalse();
    }

    @Test
    void azureHasNarrowerLimits() throws JsonProcessingException {
        assertThat(fits(nested(4), Subset.AZURE)).isTrue();
        assertThat(fits(nested(5), Subset.AZURE)).isFalse();
        assertThat(fits(wide(100), Subset.AZURE)).isTrue();
        assertThat(fits(wide(101), Subset.AZURE)).isFalse();
        assertThat(fits(object("{'type':'string','enum':[" + names(500) + "]}"), Subset.AZURE))
                .isTrue();
        assertThat(fits(object("{'type':'string','enum':[" + names(501) + "]}"), Subset.AZURE))
                .isFalse();
    }

    private static String nested(int levels) {
        String schema = "{'type':'string'}";
        for (int i = 0; i < levels; i++) {
            schema = object(schema);
        }
        return schema;
    }

    private static String wide(int width) {
        String properties = names(width).replace(",", ":{'type':'string'},") + ":{'type':'string'}";
        return "{'type':'object','properties':{%s},'required':[%s],'additionalProperties':false}"
                .formatted(properties, names(width));
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "'n" + i + "'").collect(Collectors.joining(","));
    }

    private static String object(String property) {
        return "{'type':'object','properties':{'a':" + property + "},'required':['a'],'additionalProperties':false}";
    }

    private static boolean fits(String schema) throws JsonProcessingException {
        return fits(schema, Subset.OPENAI);
    }

    private static boolean fits(String schema, Subset subset) throws JsonProcessingException {
        return StrictSchema.fits(Json.parse(schema.replace('\'', '"')), subset);
    }
}
