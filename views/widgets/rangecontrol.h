#pragma once

#include <QWidget>

#include <cstdint>
#include <utility>
#include <vector>

class QToolButton;

namespace billhook::widgets {

enum class RangePreset : std::uint8_t
{
    Last7Days,
    Last30Days,
    Last90Days,
    Last365Days,
    MonthToDate,
    QuarterToDate,
    YearToDate,
    LastMonth,
    LastQuarter,
    LastYear,
    Last12Months,
    All,
};

enum class Comparison : std::uint8_t
{
    PreviousPeriod,
    SamePeriodLastYear,
    None
};

struct RangeChoice
{
    RangePreset preset{ RangePreset::Last12Months };
    Comparison comparison{ Comparison::PreviousPeriod };

    bool operator==(const RangeChoice &) const = default;
};

// Two joined buttons: the period and what it is compared with. Alt+Down or Space opens a list.
class RangeControl final : public QWidget
{
    Q_OBJECT

public:
    explicit RangeControl(QWidget *parent = nullptr);

    void setChoice(const RangeChoice &choice); // without the signal
    RangeChoice choice() const { return m_choice; }

    static QString text(RangePreset preset);
    static QString text(RangePreset preset, Comparison comparison); // "previous 12 months"

Q_SIGNALS:
    void choiceChanged(const billhook::widgets::RangeChoice &choice);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fillRangeMenu();
    void fillComparisonMenu();
    void take(const RangeChoice &choice);
    void showTexts();

    QToolButton *m_range{};
    QToolButton *m_comparison{};
    RangeChoice m_choice;
};

} // namespace billhook::widgets
