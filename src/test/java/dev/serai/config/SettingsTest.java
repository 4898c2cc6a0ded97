package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @Test
    void whatIsGivenWinsOverSystemPropertiesAndTheseOverTheEnvironment() {
        System.setProperty("SERAI_SETTINGS_TEST", "property");
        System.setProperty("PATH", "property");
        try {
            assertThat(Settings.load().text("SERAI_SETTINGS_TEST")).hasValue("property");
            assertThat(Settings.load().text("PATH")).hasValue("property");
            assertThat(Settings.load(Map.of("PATH", "given")).text("PATH")).hasValue("given");
            assertThat(Settings.load(Map.of("PATH", " ")).text("PATH"))
                    .as("empty is unset")
                    .hasValue("property");
        } finally {
            System.clearProperty("SERAI_SETTINGS_TEST");
            System.clearProperty("PATH");
        }
        assertThat(Settings.load().text("PATH")).hasValue(System.getenv("PATH"));
        assertThat(Settings.only(Map.of()).text("PATH")).isEmpty();
    }

    @Test
    void variablesOfOneKindAreFoundByTheirBeginning() {
        System.setProperty("SERAI_KIND_PROPERTY", "property");
        try {
            Settings settings = Settings.load(
                    Map.of("SERAI_KIND_GIVEN", " given ", "SERAI_KIND_", "nameless", "SERAI_KIND_EMPTY", " "));
            assertThat(settings.named("SERAI_KIND_"))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("SERAI_KIND_GIVEN", "given", "SERAI_KIND_PROPERTY", "property"));
        } finally {
            System.clearProperty("SERAI_KIND_PROPERTY");
        }
    }

    @Test
    void theFileOfCamelsProfileWinsOverTheOneThatIsAlwaysRead(@TempDir Path folder) throws IOException {
        Path configs = Files.createDirectory(folder.resolve("configs"));
        Files.writeString(configs.resolve("application.properties"), "SERAI_A = always\nSERAI_B = always\n");
        Files.writeString(configs.resolve("application-prod.properties"), "SERAI_A = prod\n");
        assertThat(Settings.in(folder, Map.of()).text("SERAI_A")).hasValue("always");
        System.setProperty("camel.main.profile", "prod");
        try {
            Settings settings = Settings.in(folder, Map.of());
            assertThat(settings.text("SERAI_A")).hasValue("prod");
            assertThat(settings.text("SERAI_B")).hasValue("always");
            Files.delete(configs.resolve("application-prod.properties"));
            assertThatExceptionOfType(InvalidConfigurationException.class)
                    .isThrownBy(settings::readAgain)
                    .withMessageContaining("configs/application-prod.properties: is gone");
        } finally {
            System.clearProperty("camel.main.profile");
        }
    }

    @Test
    void whatHasChangedInTheFilesIsKnownByNameUnlessItIsOutranked(@TempDir Path folder) throws IOException {
        Path configs = Files.createDirectories(folder.resolve("configs"));
        Path file = configs.resolve("application.properties");
        Files.writeString(file, "SERAI_A = one\nSERAI_B = one\nSERAI_GIVEN = one\nSERAI_GONE = one\nSERAI_EMPTY =\n");
        System.setProperty("camel.main.profile", "prod");
        try {
            Settings settings = Settings.in(folder, Map.of("SERAI_GIVEN", "always"));
            assertThat(settings.readAgain().changedSince(settings)).isEmpty();
            Files.writeString(file, "SERAI_A=one\n#SERAI_B\nSERAI_B=two\nSERAI_GIVEN=two\nSERAI_NEW=one\n");
            assertThat(settings.readAgain().changedSince(settings))
                    .containsExactly("SERAI_B", "SERAI_GONE", "SERAI_NEW");
            Files.writeString(configs.resolve("application-prod.properties"), "SERAI_B=one\nSERAI_A=two\n");
            assertThat(settings.readAgain().changedSince(settings))
                    .containsExactly("SERAI_A", "SERAI_GONE", "SERAI_NEW");
        } finally {
            System.clearProperty("camel.main.profile");
        }
    }

    @Test
    void aVariableThatKubernetesHasSetIsToldAsThat() {
        Settings settings = Settings.only(Map.of("ADMIN_PORT", "tcp://10.0.0.5:80"));
        settings.wholeNumber("ADMIN_PORT", 0, 0, 65535);
        assertThat(settings.problems().toString()).contains("for a Service of that name; enableServiceLinks: false");
    }

    @Test
    void typedGettersReadWhatPeopleWrite() {
        Settings settings = Settings.only(
                Map.of("FLAG", "True", "NUMBER", "42", "BYTES", "32MiB", "SECONDS", "5", "TIME", "500ms", "EMPTY", ""));
        assertThat(settings.flag("FLAG", false)).isTrue();
        assertThat(settings.wholeNumber("NUMBER", 1, 0, 100)).isEqualTo(42);
        assertThat(settings.bytes("BYTES", 1)).isEqualTo(33_554_432);
        assertThat(settings.seconds("SECONDS", Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.seconds("TIME", Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.wholeNumber("EMPTY", 7, 0, 100)).isEqualTo(7);
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void whatCantBeReadIsNotedOnceAndTheDefaultHolds() {
        Settings settings = Settings.only(
                Map.of("PORT", "80800", "TLS_ENABLED", "yes", "MAX_BODY_BYTES", "32 m", "DRAIN_SECONDS", "-1"));
        for (int i = 0; i < 2; i++) {
            assertThat(settings.wholeNumber("PORT", 8080, 0, 65535)).isEqualTo(8080);
            assertThat(settings.flag("TLS_ENABLED", false)).isFalse();
            assertThat(settings.bytes("MAX_BODY_BYTES", 5)).isEqualTo(5);
            assertThat(settings.seconds("DRAIN_SECONDS", Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
        }
        assertThat(settings.problems())
                .extracting(ConfigurationProblem::toString)
                .containsExactly(
                        "settings: PORT: \"80800\" is not a whole number from 0 to 65535",
                        "settings: TLS_ENABLED: \"yes\" is neither true nor false",
                        "settings: MAX_BODY_BYTES: \"32 m\" is not a number of bytes, such as 1048576 or 32MiB",
                        "settings: DRAIN_SECONDS: \"-1\" is not a number of seconds, such as 30, nor a time, such as 500ms");
    }

    @Test
    void aCallerNotesItsOwnProblems() {
        Settings settings = Settings.only(Map.of("LOG_LEVEL", "inof"));
        settings.problem("LOG_LEVEL", "\"inof\" is not a log level", List.of("debug", "info", "warn"));
        assertThat(settings.problems())
                .extracting(ConfigurationProblem::toString)
                .containsExactly("settings: LOG_LEVEL: \"inof\" is not a log level (did you mean \"info\"?)");
    }
}
