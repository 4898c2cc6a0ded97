package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CanariesTest {
    private final Canaries canaries = new Canaries(List.of("abcdef", "abcd-long", "\u00e9\u00dfxy", "1234"));

    @Test
    void eachIsFoundWhereverItIs() {
        assertThat(canaries.in("abcdef")).isEqualTo("abcdef");
        assertThat(canaries.in("ababcd-longer")).isEqualTo("abcd-long");
        assertThat(canaries.in("at the end: \u00e9\u00dfxy")).isEqualTo("\u00e9\u00dfxy");
        assertThat(canaries.in("11234")).isEqualTo("1234");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(canaries.in("")).isNull();
        assertThat(canaries.in("123")).isNull();
        assertThat(canaries.in("abcde abcd-lon 123 4")).isNull();
    }

    @Test
    void whatIsTooShortIsNoSecret() {
        assertThatThrownBy(() -> new Canaries(List.of("abc"))).hasMessageContaining("abc");
    }
}
