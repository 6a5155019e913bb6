#include "views/widgets/rangecontrol.h"

#include "views/theme/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>

#include <array>
#include <initializer_list>

namespace billhook::widgets {

using domain::Comparison;
using domain::RangeChoice;
using domain::RangePreset;

using namespace Qt::StringLiterals;

namespace {

QToolButton *makeHalf(QWidget *parent, const QString &join, const QString &name)
{
    auto *button = new QToolButton(parent);
    button->setProperty("kind", u"secondary"_s);
    button->setProperty("join", join);
    button->setObjectName(name);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setMenu(new QMenu(button));
    return button;
}

} // namespace

RangeControl::RangeControl(QWidget *parent)
    : QWidget(parent)
    , m_range(makeHalf(this, u"left"_s, u"range"_s))
    , m_comparison(makeHalf(this, u"right"_s, u"comparison"_s))
{
    m_range->setIcon(theme::icon(u"calendar"_s));
    m_comparison->setProperty("prefix", tr("vs"));
    m_comparison->setToolButtonStyle(Qt::ToolButtonTextOnly);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_range);
    layout->addWidget(m_comparison);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    for (QToolButton *half : { m_range, m_comparison }) {
        half->installEventFilter(this);
    }
    fillRangeMenu();
    fillComparisonMenu();
    showTexts();
}

void RangeControl::setChoice(const RangeChoice &choice)
{
    m_choice = choice;
    showTexts();
}

bool RangeControl::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        if (dynamic_cast<QKeyEvent &>(*event).key() == Qt::Key_Down) {
            qobject_cast<QToolButton *>(watched)->showMenu();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void RangeControl::fillRangeMenu()
{
    using enum RangePreset;
    const std::array groups{ std::initializer_list<RangePreset>{
                                 Last7Days, Last30Days, Last90Days, Last365Days },
        std::initializer_list<RangePreset>{ MonthToDate, QuarterToDate, YearToDate },
        std::initializer_list<RangePreset>{ LastMonth, LastQuarter, LastYear },
        std::initializer_list<RangePreset>{ Last12Months, All } };
    QMenu *menu = m_range->menu();
    for (const auto &group : groups) {
        if (!menu->isEmpty()) {
            menu->addSeparator();
        }
        for (const RangePreset preset : group) {
            QAction *action = menu->addAction(text(preset));
            action->setCheckable(true);
            connect(menu, &QMenu::aboutToShow, action,
                [this, action, preset] { action->setChecked(m_choice.preset == preset); });
            connect(action, &QAction::triggered, this, [this, preset] {
                take({ preset, m_choice.comparison });
            });
        }
    }
}

void RangeControl::fillComparisonMenu()
{
    QMenu *menu = m_comparison->menu();
    for (const Comparison comparison :
        { Comparison::PreviousPeriod, Comparison::SamePeriodLastYear, Comparison::None }) {
        QAction *action = menu->addAction(QString());
        action->setCheckable(true);
        connect(menu, &QMenu::aboutToShow, action, [this, action, comparison] {
            action->setText(text(m_choice.preset, comparison));
            action->setChecked(m_choice.comparison == comparison);
        });
        connect(action, &QAction::triggered, this, [this, comparison] {
            take({ m_choice.preset, comparison });
        });
    }
}

void RangeControl::take(const RangeChoice &choice)
{
    if (choice == m_choice) {
        return;
    }
    m_choice = choice;
    showTexts();
    Q_EMIT choiceChanged(choice);
}

void RangeControl::showTexts()
{
    m_range->setText(text(m_choice.preset));
    m_range->setAccessibleName(tr("Period: %1").arg(m_range->text()));
    m_comparison->setText(text(m_choice.preset, m_choice.comparison));
    m_comparison->setProperty("prefix", m_choice.comparison == Comparison::None ? QString() : tr("vs"));
    m_comparison->setAccessibleName(tr("Comparison: %1").arg(m_comparison->text()));
    m_comparison->updateGeometry();
    adjustSize();
}

QString RangeControl::text(RangePreset preset)
{
    switch (preset) {
    case RangePreset::Last7Days:
        return tr("Last 7 days");
    case RangePreset::Last30Days:
        return tr("Last 30 days");
    case RangePreset::Last90Days:
        return tr("Last 90 days");
    case RangePreset::Last365Days:
        return tr("Last 365 days");
    case RangePreset::MonthToDate:
        return tr("Month to date");
    case RangePreset::QuarterToDate:
        return tr("Quarter to date");
    case RangePreset::YearToDate:
        return tr("Year to date");
    case RangePreset::LastMonth:
        return tr("Last month");
    case RangePreset::LastQuarter:
        return tr("Last quarter");
    case RangePreset::LastYear:
        return tr("Last year");
    case RangePreset::Last12Months:
        return tr("Last 12 months");
    case RangePreset::All:
        return tr("All time");
    }
    return {};
}

namespace {

QString previousText(RangePreset preset)
{
    switch (preset) {
    case RangePreset::Last7Days:
        return RangeControl::tr("previous 7 days");
    case RangePreset::Last30Days:
        return RangeControl::tr("previous 30 days");
    case RangePreset::Last90Days:
        return RangeControl::tr("previous 90 days");
    case RangePreset::Last365Days:
        return RangeControl::tr("previous 365 days");
    case RangePreset::MonthToDate:
    case RangePreset::LastMonth:
        return RangeControl::tr("previous month");
    case RangePreset::QuarterToDate:
    case RangePreset::LastQuarter:
        return RangeControl::tr("previous quarter");
    case RangePreset::YearToDate:
    case RangePreset::LastYear:
        return RangeControl::tr("previous year");
    case RangePreset::Last12Months:
        return RangeControl::tr("previous 12 months");
    case RangePreset::All:
        return RangeControl::tr("nothing before");
    }
    return {};
}

} // namespace

QString RangeControl::text(RangePreset preset, Comparison comparison)
{
    switch (comparison) {
    case Comparison::PreviousPeriod:
        return previousText(preset);
    case Comparison::SamePeriodLastYear:
        return tr("same period last year");
    case Comparison::None:
        return tr("No comparison");
    }
    return {};
}

} // namespace billhook::widgets
