#pragma once

#include "services/billing/editplans.h"
#include "views/plans/planeditor.h"
#include "views/shell/loaded.h"
#include "views/shell/page.h"

#include <QString>

#include <functional>
#include <vector>

class QBoxLayout;

namespace billhook::widgets {
class Banner;
class StateView;
} // namespace billhook::widgets

namespace billhook::plans {

class PlanColumn;
class PlanForm;
class PlanReview;

/**
 * The plans: their list, a form for one of them, and what would come of what is typed there before anything
 * is sent. open("<id or slug>") shows that plan. Nothing that was typed goes unasked.
 */
class PlansPage final : public shell::Page
{
    Q_OBJECT

public:
    explicit PlansPage(const billing::PlanDesk &desk, QWidget *parent = nullptr);

    void refresh() override;
    void setRange(const domain::RangeChoice &choice) override; ///< starts reading; plans have no period
    void applyChanges(const domain::Areas &areas) override;
    bool settled() const override;
    QString failure() const override;
    void open(const QString &what) override;
    QString unsaved() const override;

    PlanEditor &editor() { return m_editor; }
    void showExecutor(); ///< who sends the calls may be another now

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void createKeys();
    void connectEditor();
    void showList();
    void showRole();
    void showEditor();
    void showReview();
    void choose(const QString &id);
    void chooseFirst();
    void guarded(const std::function<void()> &go);
    void startNew();
    void askProducts();
    void chooseProduct();
    void askConflict();
    void takeSaved(const QString &plan);
    const billing::SoldPlan *soldPlan(const QString &id) const;

    billing::PlanDesk m_desk;
    PlanEditor m_editor;
    shell::Loaded<std::vector<billing::SoldPlan>> m_plans;
    shell::Loaded<billing::PriceHolders> m_holders;
    shell::Loaded<std::vector<domain::Plan>> m_products;
    QString m_wanted; ///< id or slug to be shown once the plans are there
    bool m_productsAsked = false;

    widgets::Banner *m_banner{};
    PlanColumn *m_column{};
    PlanForm *m_form{};
    PlanReview *m_review{};
    widgets::StateView *m_nothing{};
    QBoxLayout *m_sides{}; ///< form and review
};

} // namespace billhook::plans
