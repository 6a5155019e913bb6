#include "views/plans/pricetable.h"

#include "models/items/localetext.h"
#include "models/items/moneyinput.h"
#include "views/theme/icons.h"
#include "views/widgets/fieldmessage.h"
#include "views/widgets/formfield.h"
#include "views/widgets/moneyfield.h"
#include "views/widgets/textlabel.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace billhook::plans {

using namespace Qt::StringLiterals;
using items::PriceDraft;
using theme::Color;
using theme::Type;
using widgets::FieldState;
using widgets::TextLabel;

namespace {

constexpr std::array widths{ 112, 76, 56, 60,
    28 }; ///< interval, currency, subscriptions, default, remove; the amount takes the rest

constexpr int narrowestAmount = 96;

QStringList currencies()
{
    return { u"usd"_s, u"eur"_s, u"gbp"_s, u"jpy"_s, u"aud"_s, u"bhd"_s, u"brl"_s, u"cad"_s, u"chf"_s,
        u"cny"_s, u"czk"_s, u"dkk"_s, u"hkd"_s, u"huf"_s, u"ils"_s, u"inr"_s, u"isk"_s, u"krw"_s, u"kwd"_s,
        u"mxn"_s, u"nok"_s, u"nzd"_s, u"pln"_s, u"sek"_s, u"sgd"_s, u"thb"_s, u"twd"_s, u"zar"_s };
}

QList<QPair<QString, int>> intervals()
{
    return { { u"month"_s, 1 }, { u"year"_s, 1 }, { u"month"_s, 3 }, { u"month"_s, 6 }, { u"week"_s, 1 },
        { u"day"_s, 1 } };
}

const PriceDraft *sameIn(const QList<PriceDraft> &prices, const PriceDraft &price)
{
    const auto found = std::find_if(prices.cbegin(), prices.cend(),
        [&price](const PriceDraft &known) { return known.place() == price.place(); });
    return found == prices.cend() ? nullptr : &*found;
}

/** The active price at Stripe that stands in this place. */
const domain::PlanPrice *knownIn(const std::vector<domain::PlanPrice> &known, const PriceDraft &price)
{
    const auto found = std::find_if(known.begin(), known.end(), [&price](const domain::PlanPrice &one) {
        return one.isActive && one.amount.currency().code() == price.currency.toLower().toStdString()
            && one.interval == price.interval.toStdString() && one.intervalCount == price.intervalCount;
    });
    return found == known.end() ? nullptr : &*found;
}

QWidget *headRow()
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    const auto add = [layout](const QString &text, int width, Qt::Alignment side) {
        auto *label = new TextLabel(Type::Secondary, Color::Muted);
        label->setText(text);
        label->setAlignment(side);
        if (width > 0) {
            label->setFixedWidth(width);
        }
        layout->addWidget(label, width > 0 ? 0 : 1);
    };
    add(PriceTable::tr("Interval"), widths[0], Qt::AlignLeft);
    add(PriceTable::tr("Currency"), widths[1], Qt::AlignLeft);
    add(PriceTable::tr("Amount"), 0, Qt::AlignRight);
    add(PriceTable::tr("Subs"), widths[2], Qt::AlignRight);
    add(PriceTable::tr("Default"), widths[3], Qt::AlignHCenter);
    add({}, widths[4], Qt::AlignLeft);
    return row;
}

} // namespace

struct PriceTable::Line
{
    QWidget *row{};
    TextLabel *interval{};
    QComboBox *intervals{};
    TextLabel *currency{};
    QComboBox *currencies{};
    widgets::MoneyField *amount{};
    TextLabel *holders{};
    QRadioButton *isDefault{};
    QToolButton *remove{};
    widgets::FieldMessage *message{};
};

PriceTable::PriceTable(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
    , m_defaults(new QButtonGroup(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(6);
    m_layout->addWidget(headRow());
}

void PriceTable::show(const PriceRows &rows)
{
    m_rows = rows;
    while (static_cast<qsizetype>(m_lines.size()) > rows.prices.size()) {
        Line *line = m_lines.back();
        m_lines.pop_back();
        line->row->hide();
        line->row->deleteLater();
        delete line;
    }
    while (static_cast<qsizetype>(m_lines.size()) < rows.prices.size()) {
        m_lines.push_back(makeLine());
    }
    m_defaults->setExclusive(false);
    for (std::size_t index = 0; index < m_lines.size(); ++index) {
        fill(*m_lines[index], static_cast<qsizetype>(index));
    }
    m_defaults->setExclusive(true);
}

void PriceTable::focusLast()
{
    if (!m_lines.empty()) {
        m_lines.back()->amount->setFocus(Qt::OtherFocusReason);
    }
}

PriceTable::Line *PriceTable::makeLine()
{
    auto *line = new Line;
    line->row = new QWidget;
    line->interval = new TextLabel(Type::Body, Color::Text);
    line->intervals = new QComboBox;
    for (const auto &[interval, count] : intervals()) {
        line->intervals->addItem(items::intervalText(interval, count), u"%1/%2"_s.arg(interval).arg(count));
    }
    line->currency = new TextLabel(Type::Body, Color::Muted);
    line->currencies = new QComboBox;
    for (const QString &code : currencies()) {
        line->currencies->addItem(code.toUpper(), code);
    }
    line->amount = new widgets::MoneyField;
    line->holders = new TextLabel(Type::Body, Color::Text);
    line->holders->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->isDefault = new QRadioButton;
    m_defaults->addButton(line->isDefault);
    line->remove = new QToolButton;
    QSizePolicy place = line->remove->sizePolicy();
    place.setRetainSizeWhenHidden(true); // the columns stay where their heads are
    line->remove->setSizePolicy(place);
    line->remove->setIcon(theme::icon(u"x"_s));
    line->remove->setProperty("kind", u"ghost"_s);
    line->remove->setProperty("controlSize", u"tiny"_s);
    line->message = new widgets::FieldMessage;
    layOut(*line);
    connectLine(line);
    return line;
}

void PriceTable::layOut(Line &line)
{
    line.intervals->setFixedWidth(widths[0]);
    line.interval->setFixedWidth(widths[0]);
    line.currencies->setFixedWidth(widths[1]);
    line.currency->setFixedWidth(widths[1]);
    line.amount->setMinimumWidth(narrowestAmount);
    line.holders->setFixedWidth(widths[2]);
    line.remove->setFixedWidth(widths[4]);
    auto *middle = new QWidget;
    middle->setFixedWidth(widths[3]);
    auto *centred = new QHBoxLayout(middle);
    centred->setContentsMargins(0, 0, 0, 0);
    centred->addWidget(line.isDefault, 0, Qt::AlignCenter);
    auto *cells = new QHBoxLayout;
    cells->setSpacing(8);
    for (QWidget *cell : { static_cast<QWidget *>(line.interval), static_cast<QWidget *>(line.intervals),
             static_cast<QWidget *>(line.currency), static_cast<QWidget *>(line.currencies) }) {
        cells->addWidget(cell);
    }
    cells->addWidget(line.amount, 1);
    cells->addWidget(line.holders);
    cells->addWidget(middle);
    cells->addWidget(line.remove);
    auto *layout = new QVBoxLayout(line.row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(cells);
    layout->addWidget(line.message);
    m_layout->addWidget(line.row);
}

void PriceTable::connectLine(Line *line)
{
    connect(line->amount, &widgets::MoneyField::textEdited, this, [this, line](const QString &typed) {
        auto prices = m_rows.prices;
        prices[indexOf(line)].amount = typed;
        Q_EMIT pricesEdited(u"price:%1"_s.arg(indexOf(line)), prices);
    });
    connect(line->currencies, &QComboBox::activated, this, [this, line](int chosen) {
        auto prices = m_rows.prices;
        prices[indexOf(line)].currency = line->currencies->itemData(chosen).toString();
        Q_EMIT pricesEdited({}, prices);
    });
    connect(line->intervals, &QComboBox::activated, this, [this, line](int chosen) {
        const QStringList parts = line->intervals->itemData(chosen).toString().split(u'/');
        auto prices = m_rows.prices;
        prices[indexOf(line)].interval = parts.value(0);
        prices[indexOf(line)].intervalCount = parts.value(1).toInt();
        Q_EMIT pricesEdited({}, prices);
    });
    connect(line->isDefault, &QRadioButton::clicked, this, [this, line] {
        auto prices = m_rows.prices;
        for (PriceDraft &price : prices) {
            price.isDefault = false;
        }
        prices[indexOf(line)].isDefault = true;
        Q_EMIT pricesEdited({}, prices);
    });
    connect(line->remove, &QToolButton::clicked, this, [this, line] {
        auto prices = m_rows.prices;
        prices.removeAt(indexOf(line));
        Q_EMIT pricesEdited({}, prices);
    });
}

void PriceTable::fill(Line &line, qsizetype index)
{
    const PriceDraft &price = m_rows.prices.at(index);
    const QString label = price.label();
    const bool fixed = m_rows.readOnly || sameIn(m_rows.base, price) != nullptr;
    line.interval->setText(items::intervalText(price.interval, price.intervalCount));
    line.interval->setVisible(fixed);
    line.intervals->setVisible(!fixed);
    line.intervals->setCurrentIndex(
        line.intervals->findData(u"%1/%2"_s.arg(price.interval).arg(price.intervalCount)));
    line.intervals->setAccessibleName(tr("Interval of price %1").arg(index + 1));
    line.currency->setText(price.currency.toUpper());
    line.currency->setVisible(fixed);
    line.currencies->setVisible(!fixed);
    line.currencies->setCurrentIndex(line.currencies->findData(price.currency.toLower()));
    line.currencies->setAccessibleName(tr("Currency of price %1").arg(index + 1));
    line.isDefault->setChecked(price.isDefault);
    line.isDefault->setEnabled(!m_rows.readOnly);
    line.isDefault->setAccessibleName(tr("%1 is the default price").arg(label));
    line.remove->setVisible(!m_rows.readOnly);
    line.remove->setToolTip(tr("Remove %1: it is archived at Stripe, who pays it goes on").arg(label));
    line.remove->setAccessibleName(tr("Remove %1").arg(label));
    line.amount->field().setObjectName(u"price_amount_%1"_s.arg(index));
    fillAmount(line, price);
}

void PriceTable::fillAmount(Line &line, const PriceDraft &price)
{
    const QString problem = m_rows.problems.value(u"price:"_s + price.place());
    const PriceDraft *base = sameIn(m_rows.base, price);
    const domain::PlanPrice *known = knownIn(m_rows.known, price);
    const bool changed = base == nullptr ? !price.amount.isEmpty() : base->amount != price.amount;
    line.amount->setCurrency(price.currency);
    line.amount->showText(price.amount);
    line.amount->setFormer(changed && known != nullptr ? std::optional(known->amount) : std::nullopt);
    line.amount->field().setReadOnly(m_rows.readOnly);
    // An amount that nobody has begun to type is missing, not wrong.
    const bool missing = price.amount.isEmpty();
    line.amount->field().setState(!problem.isEmpty() && !missing ? FieldState::Error
            : changed                                            ? FieldState::Dirty
                                                                 : FieldState::Default);
    line.message->setMessage(problem, missing ? widgets::Tone::Neutral : widgets::Tone::Danger);
    widgets::describe(line.amount->field(), tr("Amount, %1").arg(price.label()), problem);
    line.holders->setText(holdersText(known));
    line.row->setToolTip(known == nullptr ? QString() : QString::fromStdString(known->stripePriceId));
}

QString PriceTable::holdersText(const domain::PlanPrice *known) const
{
    if (known == nullptr || !m_rows.holders) {
        return u"—"_s;
    }
    const auto found = m_rows.holders->find(known->stripePriceId);
    return found == m_rows.holders->end() ? u"0"_s : items::shownLocale().toString(found->second);
}

qsizetype PriceTable::indexOf(const Line *line) const
{
    return std::find(m_lines.begin(), m_lines.end(), line) - m_lines.begin();
}

} // namespace billhook::plans
