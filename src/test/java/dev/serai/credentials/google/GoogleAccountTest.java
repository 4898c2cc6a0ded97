package dev.serai.credentials.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.MovableClock;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.credentials.CredentialsException;
import dev.serai.credentials.TokenEndpoint;
import dev.serai.fakes.FakeGoogle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoogleAccountTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    private Path folder;

    private Path file;
    private FakeGoogle google;

    @BeforeEach
    void start() {
        google = FakeGoogle.start();
        file = folder.resolve("credentials.json");
    }

    @AfterEach
    void stop() {
        google.close();
    }

    @Test
    void aTokenThatHasAgedIsRenewedOnceItIsRefused() throws IOException {
        write(google.userFile());
        try (GoogleAccount account = account()) {
            String first = account.identity().token().value();
            assertThat(account.refused(first)).as("only just given").isFalse();
            clock.forward(Duration.ofMinutes(2));
            assertThat(account.refused(first)).isTrue();
            String second = account.identity().token().value();
            assertThat(second).isNotEqualTo(first);
            assertThat(account.refused(first)).as("by a slower request").isTrue();
            assertThat(account.identity().token().value()).isEqualTo(second);
        }
    }

    @Test
    void theFileOfAnotherIssuersTokenIsReadAnewAtEachExchange() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), google.subjectToken());
        write(google.federatedFile(JsonNodeFactory.instance.objectNode().put("file", token.toString())));
        try (GoogleAccount account = account()) {
            String first = account.identity().token().value();
            google.rotateSubjectToken();
            Files.writeString(token, google.subjectToken());
            clock.forward(Duration.ofHours(2));
            assertThat(account.identity().token().value()).isNotEqualTo(first);
        }
    }

    @Test
    void anotherFileIsTakenOnceItHasProvedGood() throws IOException {
        write(google.serviceAccountFile());
        try (GoogleAccount account = account()) {
            GoogleIdentity first = account.identity();
            write(google.userFile().put("refresh_token", "of nobody"));
            account.look();
            assertThat(account.identity()).isSameAs(first);
            write(google.userFile());
            account.look();
            assertThat(account.identity()).isNotSameAs(first);
        }
    }

    @Test
    void aFileThatComesLaterIsFound() throws IOException {
        try (GoogleAccount account = account()) {
            assertThatThrownBy(account::identity).isInstanceOf(CredentialsException.class);
            write(google.userFile());
            account.look();
            assertThat(account.lacking()).isEmpty();
            assertThat(google.accepts(account.identity().token().value())).isTrue();
        }
    }

    @Test
    void whatIsNoGoodLacksAndIsNotQuoted() throws IOException {
        for (ObjectNode wrong : new ObjectNode[] {
            google.serviceAccountFile().put("private_key", "not-a-key"),
            google.serviceAccountFile().put("token_uri", "not a url"),
            google.userFile().without(List.of("refresh_token")),
            google.userFile().put("type", "api_key"),
            google.federatedFile(JsonNodeFactory.instance.objectNode().put("environment_id", "aws1"))
        }) {
            write(wrong);
            try (GoogleAccount account = account()) {
                assertThat(account.lacking().toString()).contains("GOOGLE_APPLICATION_CREDENTIALS");
            }
            assertThatThrownBy(() -> CredentialFile.source(
                            CredentialFile.parse(Files.readAllBytes(file)), new TokenEndpoint(clock), clock))
                    .isInstanceOf(CredentialsException.class)
                    .satisfies(e -> assertThat(String.valueOf(e.getMessage()))
                            .doesNotContain(
                                    "not-a-key",
                                    "not a url",
                                    wrong.path("client_secret").asText("none of it")));
        }
    }

    @Test
    void whatTheEndpointSaysOfASecretIsNotRepeated() throws IOException {
        write(google.userFile().put("refresh_token", "of-nobody"));
        try (GoogleAccount account = account()) {
            AtomicReference<String> said = new AtomicReference<>();
            assertThatThrownBy(() -> account.identity().token().value())
                    .isInstanceOf(CredentialsException.class)
                    .satisfies(e -> said.set(e.getMessage()));
            assertThat(said.get()).contains("invalid_grant").doesNotContain("of-nobody");
        }
    }

    @Test
    void aMetadataHostThatIsNoneIsAProblemOfTheSettings() {
        assertThatThrownBy(() -> new GoogleAccount(Map.of("GCE_METADATA_HOST", "no/host")::get, clock))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("GCE_METADATA_HOST");
    }

    private void write(ObjectNode content) throws IOException {
        Files.writeString(file, content.toString());
    }

    private GoogleAccount account() {
        return new GoogleAccount(
                Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString(), "GCE_METADATA_HOST", "127.0.0.1:1")::get,
                clock);
    }
}
