package dev.serai.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which paths a template takes, and what it calls their segments. */
class PathTemplateTest {

    @ParameterizedTest
    @CsvSource({
        "/v1/models, /v1/models, ''",
        "/v1/models, /v1/models/x, none",
        "/v1|v1beta1/x, /v1beta1/x, ''",
        "/v1|v1beta1/x, /v1beta/x, none",
        "/v1/{model}, /v1/a%3Ab, a:b",
        "/v1/{model}, /v1/ab:predict, ab:predict",
        "/v1/{model}:predict, /v1/ab:predict, ab",
        "/v1/{model}:predict, /v1/a%40b:predict, a@b",
        "/v1/{model}:predict, /v1/ab%3Apredict, none",
        "/v1/{model}:predict, /v1/:predict, none",
        "/v1/{model}:predict, /v1/a:b:predict, none",
        "/v1/{model}:predict, /v1/a%3Ab:predict, none",
        "/v1/{model}:predict, /v1/..:predict, none",
        "/v1/{model}, /v1/arn%3Aaws%3Ax%2Fy, arn:aws:x/y",
        "/v1/{model}, /v1/arn%3Aaws%3Ax%2F..%2Fy, none",
        "/v1/{model}, /v1/arn%3Aaws%3Ax%2F.., none",
        "/v1/{model}, /v1/x%2Fy, none",
        "/v1/{other}, /v1/arn%3Aaws%3Ax%2Fy, none",
        "/v1/**, /v1, ''",
        "/v1/**, /v1/a/b, ''",
        "/v1/**, /v2/a, none"
    })
    void match(String template, String path, String expected) {
        Map<String, String> names = PathTemplate.of(template).match(PathTemplate.segments(path));
        assertThat(names == null ? "none" : names.getOrDefault("model", "")).isEqualTo(expected);
    }
}
