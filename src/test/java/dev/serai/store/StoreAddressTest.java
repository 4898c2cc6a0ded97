package dev.serai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A password that stands in the wrong place of an address is told to nobody: neither by us, nor by the driver. */
class StoreAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://db?user=serai&password=canary          | has no / behind its hosts",
                "jdbc:postgresql://serai:canary@db/serai                  | has an @ before its parameters",
                "jdbc:postgresql://serai:canary@db:5432/serai             | has an @ before its parameters",
                "jdbc:postgresql://serai:5432/canary@db                   | has an @ before its parameters",
                "jdbc:postgresql://serai:canary/serai                     | has a port that is none",
                "jdbc:postgresql://db:0/serai?password=canary             | has a port that is none",
                "jdbc:postgresql://db:65536/serai?password=canary         | has a port that is none",
                "jdbc:postgresql://db:/serai?password=canary              | has a port that is none",
                "jdbc:postgresql://db,serai:canary:5432/serai             | has something among its hosts that is none",
                "jdbc:postgresql://canary^/serai                          | has something among its hosts that is none",
                "jdbc:postgresql://db,/serai?password=canary              | has something among its hosts that is none",
                "jdbc:postgresql://::1/serai?password=canary              | has something among its hosts that is none",
                "jdbc:postgresql://[::1/serai?password=canary             | has something among its hosts that is none",
                "jdbc:postgresql://[::1]x/serai?password=canary           | has something among its hosts that is none",
                "jdbc:postgresql://db/serai/canary                        | has a / in the name of its database",
                "jdbc:postgresql://db/serai?user=serai&password=5%x_canary | has a % that begins no character",
                "jdbc:postgresql://db/5%x_canary                          | has a % that begins no character",
                "jdbc:postgresql://db/serai?password=canary%              | has a % that begins no character",
                "jdbc:postgresql:serai?user=serai&password=canary         | is not jdbc:postgresql://",
                "jdbc:postgresql:/db/serai?password=canary                | is not jdbc:postgresql://"
            })
    void whatTheDriverWouldQuoteIsRefusedWithoutBeingShown(String url, String expected) {
        Settings settings = Settings.only(Map.of("DATABASE_URL", url));
        assertThat(StoreAddress.of(settings)).isNull();
        assertThat(settings.problems())
                .singleElement()
                .extracting(ConfigurationProblem::toString)
                .asString()
                .contains("DATABASE_URL: " + expected, "jdbc:postgresql://HOST:PORT/DATABASE?user=…&password=…")
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/serai",
                "jdbc:postgresql://db_1.example-2.com:5432/serai?user=serai&password=a@b/c:d?e",
                "jdbc:postgresql://one:5432,two,[2001:db8::1]:65535,[fe80::1%eth0]/serai?targetServerType=primary",
                "jdbc:postgresql://bücher.example/b%C3%BCcher?password=50%25",
                "jdbc:postgresql:///serai?socketFactory=com.google.cloud.sql.postgres.SocketFactory",
                "jdbc:postgresql://db/?user=serai"
            })
    void whatTheDriverTakesIsTaken(String url) {
        Settings settings = Settings.only(Map.of("DATABASE_URL", url));
        StoreAddress address = StoreAddress.of(settings);
        assertThat(settings.problems()).isEmpty();
        assertThat(address).isEqualTo(new StoreAddress(url, null));
        assertThat(new org.postgresql.Driver().acceptsURL(url)).isTrue();
    }

    @Test
    void anAddressThatTheDriverDoesNotTakeIsNotShown() {
        StoreAddress address = new StoreAddress("jdbc:postgresql://db/serai?service=canary&user=serai", null);
        assertThatThrownBy(() -> Store.open(address))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("parameters")
                .hasNoCause();
    }
}
