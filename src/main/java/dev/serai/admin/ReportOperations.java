package dev.serai.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.GatewayException;
import dev.serai.ledger.UsageReports;
import dev.serai.ledger.UsageReports.Dimension;
import dev.serai.ledger.UsageReports.Question;
import dev.serai.ledger.UsageReports.Sum;
import dev.serai.ledger.UsageReports.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /admin/v1/usage}: what was used and what it cost, as JSON or CSV. Thread-safe. */
public final class ReportOperations {
    private static final int MOST_ROWS = 10_000;

    private final Supplier<UsageReports> reports;
    private final Clock clock;

    /** @param reports throws where there is no store that they could be of */
    public ReportOperations(Supplier<UsageReports> reports, Clock clock) {
        this.reports = reports;
        this.clock = clock;
    }

    public AdminAnswer usage(AdminRequest request) {
        Question question = ReportQuestion.read(request, clock.instant());
        boolean csv = ReportQuestion.csv(request);
        List<Sum> sums = reports.get().ask(question, MOST_ROWS + 1);
        if (sums.size() > MOST_ROWS) {
            throw GatewayException.invalid(
                    "report_too_large",
                    "by",
                    "The report has more than " + MOST_ROWS + " rows: ask for a shorter time, or by less");
        }
        return csv ? csv(question, sums) : json(question, sums);
    }

    private static AdminAnswer json(Question question, List<Sum> sums) {
        ObjectNode report = JsonNodeFactory.instance
                .objectNode()
                .put("object", "usage_report")
                .put("from", Instant.ofEpochMilli(question.from()).toString())
                .put("to", Instant.ofEpochMilli(question.to()).toString());
        ArrayNode by = report.putArray("by");
        question.by().forEach(dimension -> by.add(dimension.text()));
        ArrayNode data = report.putArray("data");
        for (Sum sum : sums) {
            ObjectNode node = data.addObject();
            question.by()
                    .forEach(dimension -> node.put(dimension.text(), sum.by().get(dimension)));
            if (question.by().contains(Dimension.KEY)) {
                node.put("key_name", sum.keyName());
            }
            numbers(sum, node);
        }
        numbers(UsageReports.total(sums), report.putObject("total"));
        return AdminAnswer.json(report);
    }

    private static void numbers(Sum sum, ObjectNode into) {
        into.put("requests", sum.requests())
                .put("failed_requests", sum.failed())
                .put("unpriced_requests", sum.unpriced());
        for (Tokens kind : Tokens.values()) {
            into.put(kind.text(), sum.tokens().get(kind.ordinal()));
        }
        into.put("cost_usd", Dollars.text(sum.nanoUsd()));
    }

    private static AdminAnswer csv(Question question, List<Sum> sums) {
        boolean named = question.by().contains(Dimension.KEY);
        Csv csv = new Csv();
        csv.texts(question.by().stream().map(Dimension::text).toList());
        if (named) {
            csv.text("key_name");
        }
        csv.texts(List.of("requests", "failed_requests", "unpriced_requests"));
        for (Tokens kind : Tokens.values()) {
            csv.text(kind.text());
        }
        csv.text("cost_usd").endLine();
        for (Sum sum : sums) {
            question.by().forEach(dimension -> csv.text(sum.by().get(dimension)));
            if (named) {
                csv.text(sum.keyName());
            }
            csv.number(sum.requests()).number(sum.failed()).number(sum.unpriced());
            sum.tokens().forEach(csv::number);
            csv.decimal(Dollars.text(sum.nanoUsd())).endLine();
        }
        return new AdminAnswer(
                200,
                "text/csv; charset=utf-8",
                csv.bytes(),
                Map.of("Content-Disposition", "attachment; filename=\"usage.csv\""));
    }
}
