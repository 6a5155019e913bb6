#pragma once

#include "services/billing/editplans.h"

#include <QString>
#include <QWidget>

#include <vector>

class QPushButton;

namespace billhook::widgets {
class Segment;
class TextField;
class TextLabel;
} // namespace billhook::widgets

namespace billhook::plans {

class PlanList;

/** The left side of the page: which plans, their list, how many there are, and the way to another one. */
class PlanColumn final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanColumn(QWidget *parent = nullptr);

    void setPlans(const std::vector<billing::SoldPlan> &plans);
    void setCurrent(const QString &id); ///< no signal
    void setDirty(const QString &id); ///< the plan with changes that are not saved; empty: none
    void setReadOnly(bool readOnly);
    QString first() const; ///< id of the first that is shown; empty: none
    void focusFilter();
    QPoint below() const; ///< of the button of new plans, on the screen

Q_SIGNALS:
    void planChosen(const QString &id); ///< by the person
    void newAsked();
    void linkAsked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeHead();
    void show();
    bool isShown(const billing::SoldPlan &sold) const;

    std::vector<billing::SoldPlan> m_plans;
    QString m_current;
    QString m_dirty;
    widgets::TextField *m_search{};
    widgets::Segment *m_filter{};
    QPushButton *m_new{};
    PlanList *m_list{};
    widgets::TextLabel *m_total{};
};

} // namespace billhook::plans
