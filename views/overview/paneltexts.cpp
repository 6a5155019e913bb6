#include "views/overview/paneltexts.h"

#include "models/domain/recurring.h"
#include "models/items/localetext.h"
#include "models/items/moneyformat.h"
#include "views/overview/declinereasons.h"
#include "views/overview/wording.h"

#include <QHash>
#include <QStringList>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <numeric>

namespace billhook::overview {

namespace {

using namespace Qt::StringLiterals;
using items::dayAndTime;
using items::MoneyFormat;
using items::shortDay;
using widgets::PanelRow;

constexpr std::size_t groups = 3;
constexpr auto morePrefix = "more:"_L1;

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
    const Remedy remedy = remedyFor(payment.code, payment.declineCode);
    if (remedy == Remedy::NewCard) {
        row.note = Words::tr("needs new card");
        row.noteTone = widgets::Tone::Danger;
    } else if (remedy == Remedy::Confirmation) {
        row.note = Words::tr("customer must confirm");
        row.noteTone = widgets::Tone::Danger;
    } else if (payment.nextAttempt.isValid()) {
        row.note = dayAndTime(payment.nextAttempt.toTimeZone(zone));
    } else {
        row.note = Words::tr("no further try");
        row.noteTone = widgets::Tone::Warn;
    }
}

PanelRow paymentRow(const billing::FailedPayment &payment, const QTimeZone &zone)
{
    PanelRow row;
    row.kind = PanelRow::Kind::TwoLine;
    row.id = payment.invoiceId;
    row.title = payment.name;
    row.detail = attemptText(payment);
    row.value = MoneyFormat().symbol(money(payment.amountRemaining, payment.currency));
    addOutlook(row, payment, zone);
    return row;
}

struct GroupWords
{
    QString id;
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

void addGroupHead(std::vector<PanelRow> &rows, const billing::ExpiringGroup &group, const GroupWords &words)
{
    PanelRow head;
    head.kind = PanelRow::Kind::Group;
    head.id = words.id;
    head.icon = words.icon;
    head.title = words.title;
    head.detail = words.detail;
    head.value
        = MoneyFormat().symbol(money(domain::monthlyOf(group.sum.amount), group.sum.headline.currency));
    rows.push_back(head);
}

/** The last row of a group that is cut short; what was not read can't be opened. */
PanelRow restRow(const GroupWords &words, qint64 hidden, bool readable)
{
    PanelRow row;
    row.kind = PanelRow::Kind::OneLine;
    row.title
        = readable ? Words::tr("%1 more").arg(count(hidden)) : Words::tr("and %1 more").arg(count(hidden));
    row.id = readable ? morePrefix + words.id : QString();
    row.link = readable;
    return row;
}

void addGroup(std::vector<PanelRow> &rows, const billing::ExpiringGroup &group, const GroupWords &words,
    QDate today, qsizetype room)
{
    addGroupHead(rows, group, words);
    const bool cut = group.sum.count > room;
    const qsizetype shown = std::min(cut ? std::max<qsizetype>(room - 1, 1) : room, group.rows.size());
    for (const billing::ExpiringRow &expiring : group.rows.first(shown)) {
        PanelRow row;
        row.kind = PanelRow::Kind::OneLine;
        row.id = words.id + u':' + expiring.subscriptionId;
        row.title = expiring.name;
        row.detail = rowDetail(expiring, words);
        row.date = expiring.day < today ? Words::tr("expired") : shortDay(expiring.day);
        row.value = MoneyFormat().symbol(money(domain::monthlyOf(expiring.annual), expiring.currency));
        rows.push_back(row);
    }
    if (group.sum.count > shown) {
        rows.push_back(restRow(words, group.sum.count - shown, shown < group.rows.size()));
    }
}

using Shares = std::array<qsizetype, groups>;

/** Every group gets an equal share, and what one leaves goes to the others. */
Shares shareRoom(const Shares &wanted, qsizetype room)
{
    Shares given{};
    qsizetype left = std::max<qsizetype>(room, static_cast<qsizetype>(groups));
    for (std::size_t i = 0; i < groups; ++i) {
        given.at(i) = std::min(wanted.at(i), left / static_cast<qsizetype>(groups));
    }
    left -= std::accumulate(given.begin(), given.end(), qsizetype{ 0 });
    for (std::size_t i = 0; i < groups; ++i) {
        const qsizetype more = std::min(wanted.at(i) - given.at(i), left);
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

PanelTexts failedPaymentTexts(const billing::FailedPayments &payments, const QString &when)
{
    PanelTexts texts;
    texts.head.title = Words::tr("Failed payments");
    texts.head.meta = when;
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

namespace {

widgets::CardHead expiringHead(const billing::ExpiringSoon &soon, const QString &when)
{
    widgets::CardHead head;
    head.title = Words::tr("Expiring soon");
    head.meta = when.isEmpty() ? accounts(soon.sum.count) : u"%1 · %2"_s.arg(accounts(soon.sum.count), when);
    head.trailing
        = MoneyFormat().symbol(money(domain::monthlyOf(soon.sum.amount), soon.sum.headline.currency));
    head.trailingMeta = Words::tr("MRR");
    if (!soon.sum.headline.notIncluded.isEmpty()) {
        head.meta = notIncluded(soon.sum.headline);
    }
    return head;
}

std::array<GroupWords, groups> groupWords(const billing::ExpiringSoon &soon)
{
    return { GroupWords{ u"trials"_s, u"hourglass"_s, Words::tr("Trials ending"),
                 Words::tr("%1 within 7 days").arg(count(soon.trials.sum.count)), Words::tr(" trial") },
        GroupWords{ u"subscriptions"_s, u"calendar-x-2"_s, Words::tr("Ending subscriptions"),
            Words::tr("%1 by %2")
                .arg(count(soon.subscriptions.sum.count), shortDay(soon.subscriptions.until)),
            {} },
        GroupWords{ u"cards"_s, u"credit-card"_s, Words::tr("Cards expiring"),
            Words::tr("%1 before next invoice").arg(count(soon.cards.sum.count)), {} } };
}

} // namespace

PanelTexts expiringTexts(const billing::ExpiringSoon &soon, const ExpiringView &view)
{
    PanelTexts texts;
    texts.head = expiringHead(soon, view.when);
    const std::array<const billing::ExpiringGroup *, groups> shown{ &soon.trials, &soon.subscriptions,
        &soon.cards };
    const std::array<GroupWords, groups> words = groupWords(soon);
    Shares wanted{};
    for (std::size_t i = 0; i < groups; ++i) {
        wanted.at(i) = static_cast<qsizetype>(shown.at(i)->sum.count);
    }
    const qsizetype rows = view.height / theme::metric::rowCompact - static_cast<qsizetype>(groups);
    const Shares room = shareRoom(wanted, rows);
    for (std::size_t i = 0; i < groups; ++i) {
        const bool opened = view.opened.contains(morePrefix + words.at(i).id);
        addGroup(texts.rows, *shown.at(i), words.at(i), soon.today, opened ? wanted.at(i) : room.at(i));
    }
    return texts;
}

bool isMoreOf(const QString &id)
{
    return id.startsWith(morePrefix);
}

} // namespace billhook::overview
