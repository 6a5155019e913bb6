#include "services/billing/organizationlist.h"

#include "models/domain/organizationrow.h"
#include "services/postgres/listspec.h"
#include "services/postgres/session.h"

#include <QTimeZone>

namespace billhook::billing {

using namespace Qt::StringLiterals;
using postgres::ListSpec;
using postgres::Row;

namespace {

ListSpec specification()
{
    const QString name = u"s.name COLLATE \"und-x-icu\""_s;
    const QString plan = u"s.plan COLLATE \"und-x-icu\""_s;
    ListSpec spec;
    spec.name = u"organizations"_s;
    spec.table = u"billhook.organization_summary"_s;
    spec.id = u"s.organization_id"_s;
    spec.columns = u"s.name, s.status, s.plan, s.quantity, s.currency, s.annual_amount, s.members, "
                   "s.next_renewal, s.customer_id, s.archived"_s;
    spec.orders = {
        { u"mrr"_s, { { u"s.billed_in"_s }, { u"s.annual_amount"_s, u"bigint"_s } }, {}, {}, {},
            /*converted=*/true },
        { u"name"_s, { { name } } },
        { u"status"_s, { { u"s.status_rank"_s, u"smallint"_s } }, {}, u"status"_s,
            u"s.status_rank = (SELECT r.status_rank FROM billhook.organization_summary r "
            "WHERE r.status = :value LIMIT 1)"_s },
        { u"plan"_s, { { plan }, { u"s.seats"_s, u"bigint"_s } }, {}, u"plan"_s },
        { u"currency"_s, { { u"s.billed_in"_s }, { u"s.annual_amount"_s, u"bigint"_s } }, {}, u"currency"_s },
        { u"members"_s, { { u"s.members"_s, u"bigint"_s } } },
        { u"renewal"_s, { { u"s.renewal_or_latest"_s, u"timestamptz"_s } },
            { { u"s.renewal_or_earliest"_s, u"timestamptz"_s } } },
    };
    spec.filters = {
        { u"archived"_s, {}, u"NOT s.archived"_s, u"s.archived"_s },
        { u"status"_s, u"s.status = :value"_s, {}, {}, u"s.status"_s },
        { u"plan"_s, plan + u" = :value"_s, {}, {}, plan },
        { u"currency"_s, u"s.billed_in = :value"_s, {}, {}, u"s.billed_in"_s },
    };
    spec.search = { u"billhook.find_organizations"_s,
        u"s.name_folded || '' LIKE :piece OR s.name_folded || '' LIKE :other_piece"_s, u"cus_"_s,
        u"s.customer_id LIKE :number"_s };
    spec.currency = u"s.billed_in"_s;
    spec.amount = u"s.annual_amount"_s;
    return spec;
}

domain::ListRow organizationRow(const Row &row, const ListBasis &basis)
{
    domain::OrganizationRow made;
    made.id = row.text("id");
    made.name = row.text("name");
    made.status = row.text("status");
    made.plan = row.text("plan");
    made.quantity = row.isNull("quantity") ? std::nullopt : std::optional(row.integer("quantity"));
    made.currency = row.text("currency");
    made.annual = row.integer("annual_amount");
    made.reportingCurrency = basis.converter.reportingCurrency();
    if (!made.currency.isEmpty()) {
        made.reportingAnnual = basis.converter.convert(made.annual, made.currency, basis.today);
    } else if (made.annual == 0) {
        made.reportingAnnual = 0; // nothing is nothing in any currency
    }
    made.members = row.integer("members");
    if (!row.isNull("next_renewal")) {
        made.nextRenewal = row.instant("next_renewal").toTimeZone(QTimeZone(basis.zone.toLatin1())).date();
    }
    made.customerId = row.text("customer_id");
    made.archived = row.boolean("archived");
    return domain::ListRow::of(std::move(made));
}

} // namespace

const ListDefinition &organizationList()
{
    static const ListSpec spec = specification();
    static const ListDefinition list{ spec, &organizationRow, u"dashboard/sum_mrr"_s };
    return list;
}

} // namespace billhook::billing
