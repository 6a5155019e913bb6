#include "services/sandbox/api/pages.h"

#include "services/sandbox/api/apiroutes.h"
#include "services/sandbox/objects/collection.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/paymentintents.h"
#include "services/sandbox/objects/sessions.h"
#include "services/sandbox/objects/subscriptionchange.h"

#include <array>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

http::Response page(const QString &title, const QString &body, int status = 200)
{
    http::Response response;
    response.status = status;
    response.contentType = "text/html; charset=utf-8";
    const QString whole = u"<!doctype html><meta charset=utf-8><title>"_s + title + u"</title><h1>"_s + title
        + u"</h1>"_s + body;
    response.body = whole.toStdString();
    return response;
}

QString button(const QString &name, const QString &value, const QString &label)
{
    return u"<form method=post><button name=\""_s + name + u"\" value=\""_s + value + u"\">"_s + label
        + u"</button></form>"_s;
}

QString amountText(const QJsonValue &amount, const QJsonValue &currency)
{
    return QString::number(amount.toInteger()) + u" (minor units, "_s + currency.toString().toUpper()
        + u")"_s;
}

http::Response refused(const Refusal &refusal)
{
    return page(u"That did not work"_s, QString::fromStdString(refusal.message).toHtmlEscaped(), 400);
}

http::Response goneTo(const QJsonValue &url, const QString &otherwise)
{
    if (!url.isString()) {
        return page(otherwise, {});
    }
    http::Response response;
    response.status = 303;
    response.headers = { { "Location", url.toString().toStdString() } };
    return response;
}

/** One visit: the document the address names, and what its form sends; nothing for GET. */
struct Visit
{
    Transaction &transaction;
    QJsonObject document;
    std::optional<FormValues> form;
};

http::Response checkout(Visit &visit)
{
    const auto &session = visit.document;
    if (!visit.form) {
        return page(u"Checkout"_s,
            u"<p>"_s + amountText(session.value(u"amount_total"_s), session.value(u"currency"_s))
                + u"</p><form method=post>Card number <input name=number value=4242424242424242>"
                  "<button>Pay</button></form>"_s);
    }
    const auto done = completeCheckout(
        visit.transaction, session, visit.form->text("number").value_or("4242424242424242"));
    return done ? goneTo(session.value(u"success_url"_s), u"Thank you"_s) : refused(done.refusal());
}

/** The customer's subscriptions, each to be ended at its period's end or kept after all. */
http::Response portal(Visit &visit)
{
    const auto customer = visit.document.value(u"customer"_s);
    if (visit.form) {
        const bool ends = visit.form->has("cancel");
        const auto id = visit.form->text(ends ? "cancel" : "keep").value_or("");
        const auto subscription = visit.transaction.find("subscription", id);
        if (!subscription || subscription->value(u"customer"_s) != customer) {
            return refused(noSuchObject("subscription", id));
        }
        const auto changed
            = updateSubscription(visit.transaction, *subscription, { { u"cancel_at_period_end"_s, ends } });
        return changed ? goneTo(visit.document.value(u"return_url"_s), u"Done"_s)
                       : refused(changed.refusal());
    }
    QString list;
    for (const auto &one : documentsWith(visit.transaction, "subscription", u"customer"_s, customer)) {
        const auto id = one.value(u"id"_s).toString();
        const bool ends = one.value(u"cancel_at"_s).isDouble();
        list += u"<p>"_s + id + u" ("_s + one.value(u"status"_s).toString() + u")</p>"_s
            + (ends ? button(u"keep"_s, id, u"Keep it"_s)
                    : button(u"cancel"_s, id, u"Cancel at the end of the period"_s));
    }
    return page(u"Your subscriptions"_s, list);
}

http::Response authentication(Visit &visit)
{
    if (!visit.form) {
        return page(u"Is it you?"_s,
            button(u"answer"_s, u"yes"_s, u"Complete authentication"_s)
                + button(u"answer"_s, u"no"_s, u"Fail authentication"_s));
    }
    const bool passed = visit.form->text("answer").value_or("yes") == "yes";
    const auto done = authenticateIntent(visit.transaction, visit.document, passed);
    return done ? page(u"Thank you"_s, {}) : refused(done.refusal());
}

http::Response invoice(Visit &visit)
{
    const auto &invoice = visit.document;
    if (visit.form) {
        const auto paid = attemptPayment(visit.transaction, invoice, Presence::OnSession);
        return page(paid.result == Paid::Succeeded ? u"Paid"_s : u"Not paid"_s, {});
    }
    QString lines;
    for (const auto &line : entriesOf(invoice, u"lines"_s)) {
        lines += u"<li>"_s + line[u"description"_s].toString().toHtmlEscaped() + u": "_s
            + amountText(line[u"amount"_s], line[u"currency"_s]) + u"</li>"_s;
    }
    return page(u"Invoice "_s + invoice.value(u"number"_s).toString(),
        u"<p>"_s + invoice.value(u"status"_s).toString() + u"</p><ul>"_s + lines + u"</ul><p>Total "_s
            + amountText(invoice.value(u"total"_s), invoice.value(u"currency"_s)) + u"</p>"_s);
}

/** The smallest document that readers of PDF accept: one page that says which invoice it is. */
http::Response pdf(Visit &visit)
{
    const auto words = "BT /F1 14 Tf 40 750 Td (Invoice " + textAt(visit.document, u"number"_s) + ", total "
        + std::to_string(visit.document.value(u"total"_s).toInteger()) + " "
        + textAt(visit.document, u"currency"_s) + ") Tj ET";
    http::Response response;
    response.contentType = "application/pdf";
    response.body = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
                    "/Resources<</Font<</F1 5 0 R>>>>>>endobj\n4 0 obj<</Length "
        + std::to_string(words.size()) + ">>stream\n" + words
        + "\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
          "trailer<</Root 1 0 R>>\n%%EOF\n";
    return response;
}

struct Row
{
    const char *path;
    const char *table;
    http::Response (*show)(Visit &);
};

constexpr std::array<Row, 5> rows{ { { "/pages/checkout/{id}", "checkout_session", checkout },
    { "/pages/portal/{id}", "portal_session", portal },
    { "/pages/authenticate/{id}", "payment_intent", authentication },
    { "/pages/invoices/{id}", "invoice", invoice }, { "/pages/invoices/{id}/pdf", "invoice", pdf } } };

} // namespace

http::Response pageAnswer(Engine &engine, const http::Request &request)
{
    Transaction transaction(engine, {});
    for (const auto &row : rows) {
        const std::vector<ApiRoute> route{ { request.method, row.path, {} } };
        const auto match = matchRoute(route, request.method, request.path);
        const auto document
            = match.route == nullptr ? std::nullopt : transaction.find(row.table, match.arguments.front());
        if (!document) {
            continue;
        }
        const TimeShift shift(transaction, timeOf(transaction, clockOf(transaction, *document)));
        Visit visit{ transaction, *document,
            request.method == "POST" ? FormValues::parse(request.body) : std::nullopt };
        auto response = row.show(visit);
        if (response.status < 400 && !transaction.commit()) {
            return page(u"The sandbox could not keep that"_s, {}, 500);
        }
        return response;
    }
    return page(u"There is no such page"_s, {}, 404);
}

} // namespace billhook::sandbox
