#include "views/overview/paneltexts.h"

#include "models/items/moneyformat.h"
#include "services/billing/shownmovements.h"
#include "views/overview/declinereasons.h"
#include "views/overview/wording.h"

#include <QHash>
#include <QStringList>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace billhook::overview {

namespace {

using namespace Qt::StringLiterals;
using items::MoneyFormat;
using widgets::PanelRow;

constexpr int roomForRows = 9;
constexpr int rowsOfGroup = 3;

QString attemptText(const billing::FailedPayment &payment)
{
    QStringList parts{ declineReason(payment.code, payment.declineCode) };
    if (payment.attemptCount && *payment.attemptCount > 0) {
        parts.append(Words::tr("try %1").arg(count(*payment.attemptCount)));
    }
    return parts.join(u" · "_s);
}

void addOutlook(PanelRow &row, const billing::FailedPayment &payment, const QTimeZone &zone)
{
    if (needsNewCard(payment.code, payment.declineCode)) {
        row.note = Words::tr("needs new card");
        row.noteTone = widgets::Tone::Danger;
    } else if (payment.nextAttempt.isValid()) {
        row.note = wordingLocale().toString(payment.nextAttempt.toTimeZone(zone), u"ddd d MMM, HH:mm"_s);
    } else {
        row.note = Words::tr("no further try");
        row.noteTone = widgets::Tone::Warn;
    }
}

PanelRow paymentRow(const billing::FailedPayment &payment, const QTimeZone &zone)
{
    PanelRow row;
    row.kind = PanelRow::Kind::TwoLine;
    row.title = payment.name;
    row.detail = attemptText(payment);
    row.value = MoneyFormat().symbol(money(payment.amountRemaining, payment.currency));
    addOutlook(row, payment, zone);
    return row;
}

/** Amounts of the reporting currency go without a symbol, as their column's head names it. */
QString rowAmount(const billing::ExpiringRow &row, const QString &reporting)
{
    const domain::Money amount = money(billing::monthly(row.annual), row.currency);
    constexpr int codeAndSpace = 4;
    return row.currency == reporting ? MoneyFormat().exact(amount).chopped(codeAndSpace)
                                     : MoneyFormat().symbol(amount);
}

struct GroupWords
{
    QString icon;
    QString title;
    QString detail;
    QString suffix; ///< after the plan's name
};

/** Short enough to leave room for the last four digits. */
QString brandName(const QString &brand)
{
    static const QHash<QString, QString> shortened{ { u"amex"_s, u"Amex"_s },
        { u"american_express"_s, u"Amex"_s }, { u"mastercard"_s, u"Master"_s },
        { u"unionpay"_s, u"UnionPay"_s }, { u"jcb"_s, u"JCB"_s }, { u"cartes_bancaires"_s, u"CB"_s },
        { u"eftpos_au"_s, u"eftpos"_s }, { u"discover"_s, u"Discov."_s } };
    if (brand.isEmpty()) {
        return Words::tr("Card");
    }
    const auto known = shortened.constFind(brand);
    if (known != shortened.cend()) {
        return *known;
    }
    QString name = brand;
    name[0] = name.at(0).toUpper();
    return name.replace(u'_', u' ');
}

QString rowDetail(const billing::ExpiringRow &row, const GroupWords &words)
{
    if (!row.last4.isEmpty()) {
        return u"%1 ·· %2"_s.arg(brandName(row.detail), row.last4);
    }
    return row.detail.isEmpty() ? QString() : row.detail + words.suffix;
}

void addGroup(std::vector<PanelRow> &rows, const billing::ExpiringGroup &group, const GroupWords &words,
    QDate today, int room)
{
    PanelRow head;
    head.kind = PanelRow::Kind::Group;
    head.icon = words.icon;
    head.title = words.title;
    head.detail = words.detail;
    head.value = MoneyFormat().symbol(money(billing::monthly(group.sum.amount), group.sum.headline.currency));
    rows.push_back(head);
    for (const billing::ExpiringRow &expiring :
        group.rows.first(std::min<qsizetype>(room, group.rows.size()))) {
        PanelRow row;
        row.kind = PanelRow::Kind::OneLine;
        row.title = expiring.name;
        row.detail = rowDetail(expiring, words);
        row.date = expiring.day < today ? Words::tr("expired") : shortDay(expiring.day);
        row.value = rowAmount(expiring, group.sum.headline.currency);
        rows.push_back(row);
    }
}

std::array<int, 3> shareRoom(std::array<int, 3> wanted)
{
    std::array<int, 3> given{};
    int left = roomForRows;
    for (std::size_t i = 0; i < given.size(); ++i) {
        given.at(i) = std::min(wanted.at(i), rowsOfGroup);
        left -= given.at(i);
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
        const int more = std::min(wanted.at(i) - given.at(i), left);
        given.at(i) += more;
        left -= more;
    }
    return given;
}

QString accounts(qint64 number)
{
    return number == 1 ? Words::tr("1 account") : Words::tr("%1 accounts").arg(count(number));
}

} // namespace

PanelTexts failedPaymentTexts(const billing::FailedPayments &payments)
{
    PanelTexts texts;
    texts.head.title = Words::tr("Failed payments");
    if (payments.sum.count > 0) {
        texts.head.badge = { Words::tr("%1 open").arg(count(payments.sum.count)), u"circle-alert"_s,
            widgets::Tone::Danger };
        texts.head.trailing
            = MoneyFormat().symbol(money(payments.sum.amount, payments.sum.headline.currency));
        texts.head.trailingMeta = notIncluded(payments.sum.headline);
    }
    const QTimeZone zone(payments.zone.toLatin1());
    texts.rows.reserve(static_cast<std::size_t>(payments.rows.size()));
    for (const billing::FailedPayment &payment : payments.rows) {
        texts.rows.push_back(paymentRow(payment, zone));
    }
    return texts;
}

PanelTexts expiringTexts(const billing::ExpiringSoon &soon)
{
    PanelTexts texts;
    texts.head.title = Words::tr("Expiring soon");
    texts.head.meta = accounts(soon.sum.count);
    texts.head.trailing
        = MoneyFormat().symbol(money(billing::monthly(soon.sum.amount), soon.sum.headline.currency));
    texts.head.trailingMeta = Words::tr("MRR");
    if (!soon.sum.headline.notIncluded.isEmpty()) {
        texts.head.meta = notIncluded(soon.sum.headline);
    }
    const auto room = shareRoom({ static_cast<int>(soon.trials.rows.size()),
        static_cast<int>(soon.subscriptions.rows.size()), static_cast<int>(soon.cards.rows.size()) });
    addGroup(texts.rows, soon.trials,
        { u"hourglass"_s, Words::tr("Trials ending"),
            Words::tr("%1 within 7 days").arg(count(soon.trials.sum.count)), Words::tr(" trial") },
        soon.today, room.at(0));
    addGroup(texts.rows, soon.subscriptions,
        { u"calendar-x-2"_s, Words::tr("Ending subscriptions"),
            Words::tr("%1 by %2")
                .arg(count(soon.subscriptions.sum.count), shortDay(soon.subscriptions.until)),
            {} },
        soon.today, room.at(1));
    addGroup(texts.rows, soon.cards,
        { u"credit-card"_s, Words::tr("Cards expiring"),
            Words::tr("%1 before next invoice").arg(count(soon.cards.sum.count)), {} },
        soon.today, room.at(2));
    return texts;
}

} // namespace billhook::overview
