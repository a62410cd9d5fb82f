# Writes the bytes of IN to OUT as a list of C++ character literals, for the braces of an array:
#   cmake -DIN=FILE -DOUT=FILE -P embed.cmake
file(READ "${IN}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
file(WRITE "${OUT}" "${bytes}\n")
