#pragma once

#include "models/domain/daterange.h"

#include <QWidget>

class QToolButton;

namespace billhook::widgets {

// Two joined buttons: the period and what it is compared with. Alt+Down or Space opens a list.
class RangeControl final : public QWidget
{
    Q_OBJECT

public:
    explicit RangeControl(QWidget *parent = nullptr);

    void setChoice(const domain::RangeChoice &choice); // without the signal
    domain::RangeChoice choice() const { return m_choice; }

    static QString text(domain::RangePreset preset);
    static QString text(domain::RangePreset preset, domain::Comparison comparison); // "previous 12 months"

Q_SIGNALS:
    void choiceChanged(const billhook::domain::RangeChoice &choice);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fillRangeMenu();
    void fillComparisonMenu();
    void take(const domain::RangeChoice &choice);
    void showTexts();

    QToolButton *m_range{};
    QToolButton *m_comparison{};
    domain::RangeChoice m_choice;
};

} // namespace billhook::widgets
