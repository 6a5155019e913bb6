#include "models/items/organizationcolumns.h"

#include "models/domain/money.h"
#include "models/domain/recurring.h"
#include "models/items/localetext.h"
#include "models/items/moneyformat.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace billhook::items {

using namespace Qt::StringLiterals;
using domain::OrganizationRow;

namespace {

struct KnownStatus
{
    QLatin1StringView status;
    const char *text = nullptr;
    const char *icon = nullptr;
    CellTone tone = QuietTone;
};

constexpr std::array known{
    KnownStatus{ "active"_L1, QT_TRANSLATE_NOOP("Status", "Active"), "circle-check", QuietTone },
    KnownStatus{ "trialing"_L1, QT_TRANSLATE_NOOP("Status", "Trialing"), "hourglass", NeutralTone },
    KnownStatus{ "ending"_L1, QT_TRANSLATE_NOOP("Status", "Ending"), "calendar-x-2", WarningTone },
    KnownStatus{ "past_due"_L1, QT_TRANSLATE_NOOP("Status", "Past due"), "circle-alert", BadTone },
    KnownStatus{ "unpaid"_L1, QT_TRANSLATE_NOOP("Status", "Unpaid"), "circle-alert", BadTone },
    KnownStatus{ "paused"_L1, QT_TRANSLATE_NOOP("Status", "Paused"), "circle-pause", WarningTone },
    KnownStatus{ "canceled"_L1, QT_TRANSLATE_NOOP("Status", "Canceled"), "circle-x", NeutralTone },
    KnownStatus{ "none"_L1, QT_TRANSLATE_NOOP("Status", "No subscription"), "circle-dashed", NeutralTone },
};

QString tr(const char *text)
{
    return QCoreApplication::translate("OrganizationColumns", text);
}

QString monthlyText(qint64 annual, const QString &currency)
{
    const auto code = domain::Currency::fromCode(currency.toStdString());
    if (!code) {
        return {};
    }
    constexpr int codeAndSpace = 4;
    return MoneyFormat().exact({ domain::monthlyOf(annual), *code }).chopped(codeAndSpace);
}

QVariant name(const OrganizationRow &row, int role)
{
    return role == Qt::DisplayRole || role == RawRole ? QVariant(row.name) : QVariant();
}

QVariant status(const OrganizationRow &row, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return statusLook(row.status).text;
    case RawRole:
        return row.status;
    case ToneRole:
        return static_cast<int>(statusLook(row.status).tone);
    case IconRole:
        return statusLook(row.status).icon;
    default:
        return {};
    }
}

QVariant plan(const OrganizationRow &row, int role)
{
    if (role == RawRole) {
        return row.plan;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return row.quantity && !row.plan.isEmpty() ? u"%1 × %2"_s.arg(row.plan, number(*row.quantity)) : row.plan;
}

QVariant mrr(const OrganizationRow &row, int role)
{
    if (role == RawRole) {
        return row.reportingAnnual ? QVariant(*row.reportingAnnual) : QVariant();
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return row.reportingAnnual ? monthlyText(*row.reportingAnnual, row.reportingCurrency) : u"—"_s;
}

QVariant billedIn(const OrganizationRow &row, int role)
{
    if (role == RawRole) {
        return row.annual;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (row.currency.isEmpty()) {
        return u"—"_s;
    }
    return row.currency == row.reportingCurrency
        ? row.currency.toUpper()
        : u"%1 %2"_s.arg(row.currency.toUpper(), monthlyText(row.annual, row.currency));
}

QVariant members(const OrganizationRow &row, int role)
{
    if (role == RawRole) {
        return row.members;
    }
    return role == Qt::DisplayRole ? QVariant(number(row.members)) : QVariant();
}

QVariant nextRenewal(const OrganizationRow &row, int role)
{
    const bool any = row.nextRenewal.isValid();
    if (role == RawRole) {
        return any ? QVariant(row.nextRenewal) : QVariant();
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return any ? fullDay(row.nextRenewal) : u"—"_s;
}

} // namespace

StatusLook statusLook(const QString &status)
{
    const auto *const found = std::find_if(
        known.begin(), known.end(), [&](const KnownStatus &one) { return one.status == status; });
    if (found != known.end()) {
        return { QCoreApplication::translate("Status", found->text), QString::fromLatin1(found->icon),
            found->tone };
    }
    QString words = status;
    return { words.replace(u'_', u' '), u"triangle-alert"_s, WarningTone };
}

QList<ListColumn<OrganizationRow>> organizationColumns()
{
    return {
        { {}, {}, 44, CellKind::Check, nullptr },
        { tr("Organization"), u"name"_s, 260, CellKind::Name, &name },
        { tr("Status"), u"status"_s, 148, CellKind::Badge, &status },
        { tr("Plan"), u"plan"_s, 144, CellKind::Text, &plan },
        { tr("MRR, %1"), u"mrr"_s, 124, CellKind::Money, &mrr },
        { tr("Billed in"), u"currency"_s, 124, CellKind::Number, &billedIn },
        { tr("Members"), u"members"_s, 88, CellKind::Number, &members },
        { tr("Next renewal"), u"renewal"_s, 124, CellKind::Date, &nextRenewal },
    };
}

} // namespace billhook::items
