// Boost.URL, compiled once (its documentation, "Header-Only" usage).
#include <boost/url/src.hpp>
