// Boost.JSON, compiled once (its documentation, "Header-Only" usage).
#include <boost/json/src.hpp>
