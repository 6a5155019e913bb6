# The flags every target shares, and the two functions that make a folder's library and a class's test.

option(BILLHOOK_CCACHE "Compile through ccache where it is installed" ON)
set(BILLHOOK_SANITIZE "" CACHE STRING "Sanitizers for every target, as in -fsanitize=")

find_program(CCACHE_PROGRAM ccache)
if(BILLHOOK_CCACHE AND CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(billhook_flags INTERFACE)
target_include_directories(billhook_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(billhook_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Woverloaded-virtual
    -Wconversion -Wsign-conversion -Wdouble-promotion -Wformat=2 -Wimplicit-fallthrough
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wduplicated-branches;-Wlogical-op;-Wuseless-cast;-Wsuggest-override>)
target_compile_definitions(billhook_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING QT_NO_KEYWORDS
    QT_NO_FOREACH QT_NO_JAVA_STYLE_ITERATORS QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_STRICT_QLIST_ITERATORS
    QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(BILLHOOK_SANITIZE)
    target_compile_options(billhook_flags INTERFACE -fsanitize=${BILLHOOK_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(billhook_flags INTERFACE -fsanitize=${BILLHOOK_SANITIZE})
endif()

# billhook_library(services_http SOURCES a.cpp a.h LINKS models_domain PUBLIC_LINKS Qt6::Core)
# One static library for the folder it is called in. LINKS are private; PUBLIC_LINKS only where a public header needs them.
function(billhook_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PUBLIC_LINKS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC ${ARG_PUBLIC_LINKS} PRIVATE billhook_flags ${ARG_LINKS})
endfunction()

# billhook_program(billhookd SOURCES main.cpp LINKS services_http)
function(billhook_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE billhook_flags ${ARG_LINKS})
endfunction()

# billhook_test(currencytest SOURCES currencytest.cpp LINKS models_domain [ENVIRONMENT A=b] [TIMEOUT 120] [LABELS threads])
# One executable and one CTest entry per class under test.
function(billhook_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS;ENVIRONMENT;LABELS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE billhook_flags Qt6::Test ${ARG_LINKS})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;${ARG_ENVIRONMENT}")
endfunction()
