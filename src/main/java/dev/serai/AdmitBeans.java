package dev.serai;

import dev.serai.calls.Call;
import org.apache.camel.spi.Registry;

/** The steps of the route {@code admit}, under the names that it uses. */
final class AdmitBeans {
    private AdmitBeans() {}

    static void bind(Registry registry, Components parts) {
        if (parts.limits.meantToBeShared()) {
            parts.metrics.gauge("ai_proxy_limits_shared", parts.limits, limits -> limits.shared() ? 1 : 0);
        }
        Beans.step(
                registry,
                "serai-check-limits",
                exchange -> parts.limits.admit(exchange.getVariable(Call.VARIABLE, Call.class)));
        Beans.step(registry, "serai-reserve-budget", BudgetParts.step(parts.budgets, parts.account, parts));
    }
}
