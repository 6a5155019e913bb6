#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

class QPushButton;
class QVBoxLayout;

namespace billhook::widgets {

class TextField;

// A list of lines in their order: each can be written, moved (Alt+Up, Alt+Down) and removed; Enter adds one
// below.
class ListEditor final : public QWidget
{
    Q_OBJECT

public:
    // "Feature" names the lines "Feature 1", "Feature 2" to a screen reader.
    explicit ListEditor(const QString &lineName, QWidget *parent = nullptr);

    void setItems(const QStringList &items); // no signal; the focus stays in its line
    QStringList items() const;
    void setProblem(const QString &problem); // marks empty lines and tells their readers
    void setReadOnly(bool readOnly);
    void addLine(); // empty, with the focus

Q_SIGNALS:
    void itemsEdited(const QStringList &items);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Line
    {
        QWidget *row{};
        TextField *field{};
        std::vector<QWidget *> tools{};
    };

    void setCount(qsizetype count);
    Line makeLine();
    qsizetype lineOf(const QObject *field) const;
    void insert(qsizetype index);
    void move(qsizetype index, int by);
    void remove(qsizetype index);
    void tell(const QStringList &items);

    QString m_lineName;
    QString m_problem;
    QVBoxLayout *m_layout;
    std::vector<Line> m_lines;
    bool m_readOnly{ false };
};

} // namespace billhook::widgets
