package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.http.Arrival.Late;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ArrivalTest {
    private final Arrival arrival = new Arrival(new ConnectionLimits(10, 20, 40), 0);

    @Test
    void countsAHeadFromItsFirstByte() {
        arrival.headBegins(35);
        assertThat(arrival.inside()).isTrue();
        assertThat(arrival.late(45, false, false)).isEqualTo(Late.NOTHING);
        assertThat(arrival.late(46, false, false)).isEqualTo(Late.HEAD);
    }

    @Test
    void givesABodyTheTimeThatItsBytesNeed() {
        arrival.bodyBegins(100);
        assertThat(arrival.late(120, true, false)).isEqualTo(Late.NOTHING);
        assertThat(arrival.late(121, true, false)).isEqualTo(Late.BODY);
        arrival.body(HttpServerSettings.SLOWEST_BODY);
        long second = TimeUnit.SECONDS.toNanos(1);
        assertThat(arrival.late(120 + second, true, false)).isEqualTo(Late.NOTHING);
        assertThat(arrival.late(121 + second, true, false)).isEqualTo(Late.BODY);
    }

    @Test
    void doesNotCountBetweenTwoRequestsUntilTheAnswerIsOut() {
        arrival.ends(100);
        assertThat(arrival.late(1000, true, false)).isEqualTo(Late.NOTHING);
        assertThat(arrival.late(140, false, false)).isEqualTo(Late.NOTHING);
        assertThat(arrival.late(141, false, false)).isEqualTo(Late.REQUEST);
    }

    @Test
    void holdsNoWaitForAnAnswerAgainstWhatIsBehindIt() {
        arrival.headBegins(100);
        assertThat(arrival.late(1000, true, false)).isEqualTo(Late.NOTHING);
        arrival.restart(1000);
        assertThat(arrival.late(1010, false, false)).isEqualTo(Late.NOTHING);
        assertThat(arrival.late(1011, false, false)).isEqualTo(Late.HEAD);
    }

    @Test
    void waitsForAnAnswerToBeTakenWhateverComesBehindIt() {
        arrival.restart(100);
        arrival.headBegins(139);
        assertThat(arrival.late(140, false, true)).isEqualTo(Late.NOTHING);
        assertThat(arrival.late(141, false, true)).isEqualTo(Late.REQUEST);
    }

    @Test
    void holdsNoWaitForItsTurnAgainstABody() {
        arrival.bodyBegins(100);
        assertThat(arrival.late(1000, true, true)).isEqualTo(Late.NOTHING);
        arrival.restart(1000);
        assertThat(arrival.late(1020, true, false)).isEqualTo(Late.NOTHING);
        assertThat(arrival.late(1021, true, false)).isEqualTo(Late.BODY);
    }
}
