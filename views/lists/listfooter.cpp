#include "views/lists/listfooter.h"

#include "models/domain/recurring.h"
#include "models/items/localetext.h"
#include "models/items/moneyformat.h"
#include "views/lists/listpresenter.h"
#include "views/lists/listselection.h"
#include "views/theme/tokens.h"
#include "views/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QPainter>

#include <utility>

namespace billhook::lists {

using namespace Qt::StringLiterals;
using billing::ConvertedSum;
using billing::CurrencyAmount;
using widgets::TextLabel;

namespace {

QString monthlyText(qint64 annual, const QString &currency)
{
    const auto code = domain::Currency::fromCode(currency.toStdString());
    return code ? items::MoneyFormat().exact({ domain::monthlyOf(annual), *code }) : QString();
}

/** The converted total where there is one, then what it is made of. */
QString moneyText(const ConvertedSum &sum)
{
    QStringList parts;
    for (const CurrencyAmount &part : sum.parts) {
        if (part.amount != 0) {
            parts.append(monthlyText(part.amount, part.currency));
        }
    }
    const QString apart = parts.join(u" · "_s);
    return sum.headline.converted ? u"%1 = %2"_s.arg(monthlyText(sum.amount, sum.headline.currency), apart)
                                  : apart;
}

} // namespace

ListFooter::ListFooter(ListTexts texts, const ListPresenter &presenter, const ListSelection &selection)
    : m_texts(std::move(texts))
    , m_presenter(presenter)
    , m_selection(selection)
    , m_count(new TextLabel(theme::Type::Body, theme::Color::Text))
    , m_sums(new TextLabel(theme::Type::Body, theme::Color::Text))
    , m_hidden(new TextLabel(theme::Type::Secondary, theme::Color::Muted))
{
    setFixedHeight(theme::metric::footer);
    m_count->setObjectName(m_texts.name + u"_count"_s);
    m_count->setWeight(QFont::DemiBold);
    m_sums->setObjectName(m_texts.name + u"_sums"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(theme::metric::space4, 0, theme::metric::space4, 0);
    layout->setSpacing(0);
    layout->addWidget(m_count);
    layout->addWidget(m_sums, 1);
    layout->addWidget(m_hidden);
    connect(&presenter, &ListPresenter::stateChanged, this, &ListFooter::showFigures);
    connect(&selection, &ListSelection::changed, this, &ListFooter::showFigures);
    showFigures();
}

void ListFooter::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(theme::Color::HeaderRow, palette()));
    painter.fillRect(0, 0, width(), 1, theme::color(theme::Color::CardBorder, palette()));
}

void ListFooter::showFigures()
{
    const billing::ListOutline &outline = m_presenter.outline();
    const bool stale = m_presenter.state() == ListState::Failed && m_presenter.model().rowCount() > 0;
    if (stale || !m_presenter.counted()) {
        const bool failed = m_presenter.state() == ListState::Failed;
        m_count->setText(stale ? tr("Not up to date.") : failed ? QString() : tr("Counting …"));
        m_sums->setText(stale ? u" "_s + m_presenter.error() : QString());
        m_hidden->setText({});
        return;
    }
    m_count->setText(
        outline.sum.count == 1 ? m_texts.one : m_texts.many.arg(items::number(outline.sum.count)));
    m_sums->setText(m_selection.count() > 0 ? selectionText() : sumText());
    m_hidden->setText(outline.hidden == 0 ? QString() : m_texts.hidden.arg(items::number(outline.hidden)));
}

QString ListFooter::sumText() const
{
    if (m_texts.amount.isEmpty()) {
        return {};
    }
    const QString sums = moneyText(m_presenter.outline().sum);
    const QString apart = moneyText(m_presenter.outline().apart);
    return (sums.isEmpty() ? QString() : u" · %1 %2"_s.arg(m_texts.amount, sums))
        + (apart.isEmpty() ? QString() : tr(" · in none of these rows: %1").arg(apart));
}

QString ListFooter::selectionText() const
{
    QString text = tr(" · %1 selected").arg(items::number(m_selection.count()));
    if (m_texts.amount.isEmpty()) {
        return text;
    }
    if (!m_selection.summed()) {
        return text + tr(" · adding up …");
    }
    const QString sums = moneyText(m_selection.sum());
    return text + tr(" · %1 of selection %2").arg(m_texts.amount, sums.isEmpty() ? u"0"_s : sums);
}

} // namespace billhook::lists
