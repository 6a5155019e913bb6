#pragma once

#include "services/billing/editplans.h"

#include <QListView>
#include <QString>

#include <vector>

class QStandardItemModel;

namespace billhook::plans {

/** The plans, two lines each: name and MRR, price and subscriptions. */
class PlanList final : public QListView
{
    Q_OBJECT

public:
    explicit PlanList(QWidget *parent = nullptr);

    /** The current plan stays the same while it is among them. */
    void setPlans(const std::vector<billing::SoldPlan> &plans);
    void setCurrent(const QString &id); ///< no signal
    void setDirty(const QString &id); ///< shows the dot of what is not saved at this one alone

Q_SIGNALS:
    void planChosen(const QString &id); ///< by the person

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    QStandardItemModel *m_model;
    bool m_telling{ true };
};

} // namespace billhook::plans
