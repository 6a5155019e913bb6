#include "views/organizations/organizationspage.h"

#include "models/items/organizationcolumns.h"

namespace billhook::organizations {

using namespace Qt::StringLiterals;
using domain::Area;

namespace {

QString statusText(const QString &status)
{
    return items::statusLook(status).text;
}

QString upper(const QString &text)
{
    return text.toUpper();
}

lists::ListSetup setup()
{
    const auto tr = [](const char *text) { return OrganizationsPage::tr(text); };
    lists::ListSetup made;
    made.texts = { u"organizations"_s, u"building-2"_s, tr("Organizations"),
        tr("Name, id or Stripe customer"), tr("1 organization"), tr("%1 organizations"),
        tr("No organizations yet"), tr("Bring in your own with billhookd directory import FILE."),
        tr("No organization matches"), tr("Nothing is named or numbered “%1”."),
        tr("Organizations could not be loaded"), tr("MRR"), tr("%1 archived hidden") };
    made.filters = {
        { u"archived"_s, tr("Archived"), nullptr, {}, tr("hidden"), tr("shown") },
        { u"status"_s, tr("Status"), &statusText },
        { u"plan"_s, tr("Plan") },
        { u"currency"_s, tr("Billed in"), &upper },
    };
    made.sort = u"mrr"_s;
    made.order = Qt::DescendingOrder;
    made.areas = { Area::Organizations, Area::Subscriptions, Area::Customers, Area::Revenue };
    return made;
}

} // namespace

OrganizationsPage::OrganizationsPage(const billing::ListReader &reader, QWidget *parent)
    : ListPage(setup(), reader,
        new items::PagedTableModel<domain::OrganizationRow>(items::organizationColumns()), parent)
{
    connect(this, &ListPage::rowActivated, this, [this](const domain::ListRow &row) {
        const auto &name = row.as<domain::OrganizationRow>().name;
        Q_EMIT linkFollowed(u"users"_s, u"organization=%1 %2"_s.arg(row.id, name));
    });
}

} // namespace billhook::organizations
