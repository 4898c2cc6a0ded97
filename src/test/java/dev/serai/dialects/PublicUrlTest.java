package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** reliability.md B41 to B44, wire.md 16 case 48: URLs that nobody may be sent to. */
class PublicUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/cat.png",
                "https://a.b-c.example.co.uk:8443/x?y=z#w",
                "HTTPS://Example.COM/cat.png",
                "https://xn--bcher-kva.example/a.png"
            })
    void namesOfPublicHostsPass(String url) {
        assertThat(PublicUrl.is(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/cat.png",
                "file:///etc/passwd",
                "ftp://example.com/x",
                "gopher://example.com/",
                "s3://bucket/key",
                "https:/example.com",
                "https://",
                "https://169.254.169.254/latest",
                "https://metadata.google.internal/",
                "https://[fd00:ec2::254]/",
                "https://[::ffff:127.0.0.1]/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://017700000001/",
                "https://127.1/",
                "https://1.2.3.0x4/",
                "https://0.0.0.0/",
                "https://[::]/",
                "https://localhost/",
                "https://intranet/",
                "https://printer.local/",
                "https://ok@127.0.0.1/",
                "https://ok@example.com/",
                "https://127.0.0.1#@example.com/",
                "https://example.com\\@127.0.0.1/",
                "https://ok%00.example.com/",
                "https://exаmple.com/",
                "https://example.com./",
                "https://example..com/",
                "https://-example.com/",
                "https://exa mple.com/"
            })
    void everythingElseDoesNot(String url) {
        assertThat(PublicUrl.is(url)).isFalse();
    }
}
