#include "services/api/jsonvalues.h"
#include "services/api/listpage.h"
#include "services/api/routegroups.h"
#include "services/postgres/session.h"

#include <QUuid>

namespace billhook::api {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

struct InvoiceRow
{
    QString id;
    QString key; ///< of its place in the list
    QJsonObject json;
};

InvoiceRow invoiceOf(const postgres::Row &row)
{
    QJsonObject json;
    for (const auto *text : { "id", "number", "subscription_id", "status", "currency" }) {
        json[QLatin1StringView(text)] = textOf(row, text);
    }
    for (const auto *amount : { "amount_due", "amount_paid", "amount_remaining" }) {
        json[QLatin1StringView(amount)] = integerOf(row, amount);
    }
    json[u"created_at"] = instantOf(row, "created");
    json[u"due_at"] = instantOf(row, "due_date");
    json[u"hosted_invoice_url"] = QJsonValue(); // the mirror does not hold it
    return { row.text("id"), row.text("key"), json };
}

Result<Answer> listInvoices(Call &call)
{
    const auto organization = QUuid::fromString(QString::fromStdString(call.path["org_id"]));
    if (organization.isNull()) {
        return Error{ ErrorKind::NotFound, "not_found", "There is no such organization.", {} };
    }
    const ListPage page(call.query, 2);
    const auto rows = call.session.all<InvoiceRow>(u"api/list_invoices"_s,
        { { u":organization"_s, organization.toString(QUuid::WithoutBraces) }, { u":created"_s, page.key(0) },
            { u":id"_s, page.key(1) }, { u":limit"_s, page.limit() } },
        invoiceOf);
    if (!rows) {
        return rows.error();
    }
    return page.answer(
        *rows, [](const InvoiceRow &row) { return row.json; },
        [](const InvoiceRow &row) {
            return QStringList{ row.key, row.id };
        });
}

} // namespace

std::vector<ApiRoute> invoiceRoutes()
{
    return { { Method::Get, "/api/invoices/organization/{org_id}", Access::Member, Content::None,
        listInvoices } };
}

} // namespace billhook::api
