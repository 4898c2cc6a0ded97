package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolAliasesTest {
    private static final String LONG = "a".repeat(70);

    @Test
    void namesThatFitStayAndCanNotBeTaken() {
        ToolAliases aliases =
                new ToolAliases(List.of("get.weather", "get_weather", "get weather"), Set.of(), ToolNameForm.WORD, 64);

        assertThat(aliases.providerName("get_weather")).isEqualTo("get_weather");
        assertThat(aliases.providerName("get.weather")).isEqualTo("get_weather_2");
        assertThat(aliases.providerName("get weather")).isEqualTo("get_weather_3");
    }

    @Test
    void longNamesKeepTheirHeadAndAHash() {
        ToolAliases aliases = new ToolAliases(List.of(LONG + "1", LONG + "2"), Set.of(), ToolNameForm.WORD, 64);

        assertThat(aliases.providerName(LONG + "1")).hasSize(64).startsWith("a".repeat(55) + "_");
        assertThat(aliases.providerName(LONG + "1")).isNotEqualTo(aliases.providerName(LONG + "2"));
    }

    @Test
    void everyNameComesBackAsItWent() {
        List<String> names =
                List.of("a.b", "a_b", "a/b", "ä", "", "tool", LONG, LONG + "é", "x".repeat(64), "x".repeat(63) + ".");
        ToolAliases aliases = new ToolAliases(names, Set.of(), ToolNameForm.WORD, 64);

        Set<String> seen = new HashSet<>();
        for (String name : names) {
            String alias = aliases.providerName(name);
            assertThat(alias).matches("[a-zA-Z0-9_-]{1,64}");
            assertThat(seen.add(alias)).as(alias).isTrue();
            assertThat(aliases.back().clientName(alias)).isEqualTo(name);
        }
    }

    @Test
    void aModelsInventionComesBackAsItIs() {
        ToolAliases aliases = new ToolAliases(List.of("a.b"), Set.of(), ToolNameForm.WORD, 64);

        assertThat(aliases.back().clientName("never_heard_of")).isEqualTo("never_heard_of");
    }

    @Test
    void customToolsAreKnownByTheProvidersName() {
        ToolAliases aliases = new ToolAliases(List.of("run.sql"), Set.of("run.sql"), ToolNameForm.WORD, 64);

        assertThat(aliases.back().isCustom("run_sql")).isTrue();
        assertThat(aliases.back().isCustom("run.sql")).isFalse();
    }

    @Test
    void identifiersHaveNoDashesAndBeginWithNoDigit() {
        ToolAliases aliases =
                new ToolAliases(List.of("get-weather", "get_weather", "2fast"), Set.of(), ToolNameForm.IDENTIFIER, 64);

        assertThat(aliases.providerName("get-weather")).isEqualTo("get_weather_2");
        assertThat(aliases.providerName("2fast")).isEqualTo("_2fast");
        assertThat(aliases.back().clientName("_2fast")).isEqualTo("2fast");
    }
}
